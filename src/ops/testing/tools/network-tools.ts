/** network-get, unit-get, open-port, close-port, opened-ports. */
import type { NetworkPart } from '../parts/network.ts';
import { network } from '../parts/network.ts';
import type { PortPart, Protocol } from '../parts/storage.ts';
import { portText } from '../parts/storage.ts';
import { badArguments, failed } from './failure.ts';
import type { Arguments } from './flags.ts';
import { noMoreThan, parseArguments } from './flags.ts';
import { formatted, structText } from './output.ts';
import { relationOf } from './relation-lookup.ts';
import type { Tool, Tools, World } from './world.ts';

/** Bindings that the charm has: every endpoint, container-scoped ones too, every extra binding, and juju-info. */
function hasBinding(world: World, name: string): boolean {
  const { endpoints, bindings } = world.setup.charm;
  return name === 'juju-info' || bindings.includes(name) || endpoints.some((endpoint) => endpoint.name === name);
}

function networkFor(world: World, binding: string): NetworkPart {
  if (!hasBinding(world, binding)) throw failed(`no network config found for binding "${binding}"`);
  return world.state.networks.find((part) => part.binding === binding) ?? network({ binding });
}

const ADDRESS_FLAGS = ['bind-address', 'ingress-address', 'egress-subnets'] as const;

function answer(part: NetworkPart, asked: Arguments['switches']): unknown {
  const bind = part.bindAddresses[0]?.addresses[0]?.value ?? '';
  if (asked.has('primary-address')) {
    if (asked.size > 1) throw failed('--primary-address must be the only flag specified');
    return bind;
  }
  const simple = {
    'bind-address': bind,
    'ingress-address': part.ingressAddresses[0] ?? bind,
    'egress-subnets': part.egressSubnets,
  };
  const chosen = ADDRESS_FLAGS.filter((name) => asked.has(name));
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return simple[only];
  if (chosen.length > 1) return Object.fromEntries(chosen.map((name) => [name, simple[name]]));
  return {
    'bind-addresses': part.bindAddresses.map((bound) => ({
      'mac-address': bound.macAddress,
      'interface-name': bound.interfaceName,
      addresses: bound.addresses.map(({ hostname, value, cidr }) => ({ hostname, value, cidr })),
    })),
    'egress-subnets': part.egressSubnets,
    'ingress-addresses': part.ingressAddresses,
  };
}

const networkGet: Tool = (world, args) => {
  const given = parseArguments(args, {
    values: ['format', 'relation'],
    switches: [...ADDRESS_FLAGS, 'primary-address'],
    short: { r: 'relation' },
  });
  const [binding] = given.words;
  if (binding === undefined) throw badArguments('no arguments specified');
  if (binding === '') throw badArguments('no binding name specified');
  noMoreThan(1, given.words);
  if (given.values.has('relation')) relationOf(world, given);
  const found = answer(networkFor(world, binding), given.switches);
  return given.values.get('format') === 'json' ? structText(found) : formatted(found, given);
};

const unitGet: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'] });
  const [setting] = given.words;
  if (setting === undefined) throw badArguments('no setting specified');
  noMoreThan(1, given.words);
  if (setting !== 'private-address' && setting !== 'public-address') throw badArguments(`unknown setting "${setting}"`);
  const bound = networkFor(world, 'juju-info').bindAddresses[0]?.addresses[0];
  return formatted(bound?.hostname || bound?.value || '', given);
};

const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp', 'icmp'];

function portOf(text: string): PortPart {
  const [numbers = '', word] = text.toLowerCase().split('/');
  if (numbers === 'icmp' && word === undefined) return { protocol: 'icmp', port: null, to: null, endpoints: [] };
  const protocol = PROTOCOLS.find((known) => known === (word ?? 'tcp'));
  if (protocol === undefined) throw badArguments(`invalid protocol "${word}", expected "tcp", "udp", or "icmp"`);
  if (protocol === 'icmp') throw badArguments(`protocol "icmp" doesn't support any ports; got "${numbers}"`);
  const bounds = numbers.split('-');
  if (bounds.length > 2) throw badArguments(`invalid port range "${numbers}"`);
  for (const bound of bounds) {
    if (!/^\d+$/.test(bound)) {
      throw badArguments(`invalid port "${bound}": strconv.Atoi: parsing "${bound}": invalid syntax`);
    }
  }
  const from = Number(bounds[0]);
  const to = Number(bounds[1] ?? bounds[0]);
  if (from > to) throw badArguments(`invalid port range ${from}-${to}/${protocol}`);
  if (from < 1 || to > 65535) throw badArguments(`port range bounds must be between 0 and 65535, got ${from}-${to}`);
  return { protocol, port: from, to: to === from ? null : to, endpoints: [] };
}

function overlap(a: PortPart, b: PortPart): boolean {
  if (a.protocol !== b.protocol || a.port === null || b.port === null) return false;
  return a.port <= (b.to ?? b.port) && b.port <= (a.to ?? a.port);
}

function portTool(doing: 'open' | 'close'): Tool {
  return (world, args) => {
    const given = parseArguments(args, { values: ['endpoints', 'format'] });
    const [text] = given.words;
    if (text === undefined) throw badArguments('no port or range specified');
    noMoreThan(1, given.words);
    const wanted = portOf(text);
    const opened = world.state.openedPorts;
    const others = opened.filter((part) => portText(part) !== portText(wanted));
    const clash = others.find((part) => overlap(part, wanted));
    if (clash !== undefined) {
      const unit = world.setup.unitName;
      const earlier = world.surviving.openedPorts.includes(clash) ? '' : ' requested earlier';
      throw failed(
        `cannot ${doing} ${portText(wanted)} (unit "${unit}"): port range conflicts with ${portText(clash)} (unit "${unit}")${earlier}`,
      );
    }
    const same = opened.find((part) => portText(part) === portText(wanted));
    const endpoints = (given.values.get('endpoints') ?? '').split(',').filter((name) => name !== '');
    const left = same?.endpoints.filter((name) => !endpoints.includes(name)) ?? [];
    if (doing === 'open') {
      const all = endpoints.length === 0 || same?.endpoints.length === 0;
      const merged = all ? [] : [...left, ...endpoints].sort();
      world.change({ openedPorts: [...others, { ...wanted, endpoints: merged }] });
    } else if (endpoints.length > 0 && same !== undefined && left.length > 0) {
      world.change({ openedPorts: [...others, { ...wanted, endpoints: left }] });
    } else {
      world.change({ openedPorts: others });
    }
    return '';
  };
}

const openedPorts: Tool = (world, args) => {
  const given = parseArguments(args, { values: ['format'], switches: ['endpoints'] });
  noMoreThan(0, given.words);
  const order = (a: PortPart, b: PortPart): number =>
    a.protocol === b.protocol ? (a.port ?? 0) - (b.port ?? 0) : a.protocol < b.protocol ? -1 : 1;
  const texts = [...world.state.openedPorts].sort(order).map((part) => {
    if (!given.switches.has('endpoints')) return portText(part);
    return `${portText(part)} (${part.endpoints.length === 0 ? '*' : part.endpoints.join(', ')})`;
  });
  return formatted(texts, given);
};

export const networkTools: Tools = {
  'network-get': networkGet,
  'unit-get': unitGet,
  'open-port': portTool('open'),
  'close-port': portTool('close'),
  'opened-ports': openedPorts,
};
