/** open-port, close-port and opened-ports. */
import { comparePorts, portRangeText, sameRange } from '../context/port-ranges.ts';
import type { OpenedPort, PortProtocol, PortRange } from '../model/index.ts';
import { declareDeprecatedFormat } from './deprecated-format.ts';
import { goAtoi, goQuote, goTrimSpace } from './go-text.ts';
import { StringList } from './go-value.ts';
import type { HookTool, ToolCall } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

const HIGHEST_PORT = 65_535;
const protocols: readonly PortProtocol[] = ['tcp', 'udp', 'icmp'];

function parsePort(text: string): number {
  const port = goAtoi(text);
  if (typeof port === 'string') throw new UsageError(`invalid port ${goQuote(text)}: ${port}`);
  return port;
}

/** Reads `80`, `80/udp`, `10-20/tcp` or `icmp`; expects lower case. */
export function parsePortRange(text: string): PortRange {
  const slash = text.indexOf('/');
  const ports = slash < 0 ? text : text.slice(0, slash);
  if (ports === 'icmp' && slash < 0) return { from: -1, to: -1, protocol: 'icmp' };
  const protocolName = slash < 0 ? 'tcp' : text.slice(slash + 1);
  const bounds = ports.split('-');
  if (bounds.length > 2) throw new UsageError(`invalid port range ${goQuote(ports)}`);
  const [first = '', last = first] = bounds;
  if (protocolName === 'icmp') {
    throw new UsageError(`protocol "icmp" doesn't support any ports; got ${goQuote(ports)}`);
  }
  const from = parsePort(first);
  const to = parsePort(last);
  const protocol = protocols.find((name) => name === protocolName);
  if (protocol === undefined) {
    throw new UsageError(`invalid protocol ${goQuote(protocolName)}, expected "tcp", "udp", or "icmp"`);
  }
  if (from > to) throw new UsageError(`invalid port range ${from}-${to}/${protocol}`);
  if (from < 0 || to > HIGHEST_PORT) {
    throw new UsageError(`port range bounds must be between 0 and ${HIGHEST_PORT}, got ${from}-${to}`);
  }
  return { from, to, protocol };
}

function portTool(name: string, summary: string, act: (call: ToolCall, port: OpenedPort) => void): HookTool {
  return {
    name,
    usage: '<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp',
    summary,
    run(call) {
      const noteFormat = declareDeprecatedFormat(call, name);
      const endpoints = call.flags.text('', 'endpoints');
      const args = call.parse();
      const [text] = args;
      if (text === undefined) throw new UsageError('no port or range specified');
      const range = parsePortRange(text.toLowerCase());
      call.refuseBeyond(args, 1);
      noteFormat();
      const names = endpoints.value === '' ? [''] : endpoints.value.split(',').map(goTrimSpace);
      for (const endpoint of names) act(call, { ...range, endpoint });
    },
  };
}

export const openPort = portTool('open-port', 'Register a request to open a port or port range.', (call, port) =>
  call.context.ports.open(port),
);

export const closePort = portTool('close-port', 'Register a request to close a port or port range.', (call, port) =>
  call.context.ports.close(port),
);

export const openedPorts: HookTool = {
  name: 'opened-ports',
  usage: '',
  summary: 'List all ports or port ranges opened by the unit.',
  run(call) {
    call.declareOutput();
    const showEndpoints = call.flags.boolean('endpoints');
    call.parseAtMost(0);
    const opened = call.context.ports.opened();
    const unique = opened.filter((port, index) => opened.findIndex((other) => sameRange(other, port)) === index);
    const lines = unique.sort(comparePorts).map((range) => {
      if (!showEndpoints.value) return portRangeText(range);
      const names = opened.filter((port) => sameRange(port, range)).map((port) => port.endpoint);
      return `${portRangeText(range)} (${names.includes('') ? '*' : names.sort().join(', ')})`;
    });
    call.answer(new StringList(lines));
  },
};
