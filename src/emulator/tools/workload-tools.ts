/** add-metric and payload-*, which Juju had before 4.0. */
import { goQuote } from './go-text.ts';
import { KeyValueError, parseKeyValues } from './key-values.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

const payloadClass = /^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const payloadStates = ['starting', 'running', 'stopping', 'stopped'];

function keyValues(args: readonly string[], what: string): Map<string, string> {
  try {
    return parseKeyValues(args, 'refuse');
  } catch (error) {
    if (error instanceof KeyValueError) throw new UsageError(`invalid ${what}: ${error.message}`);
    throw error;
  }
}

export const addMetric: HookTool = {
  name: 'add-metric',
  usage: 'key1=value1 [key2=value2 ...]',
  summary: 'Add metrics.',
  run(call) {
    const labels = call.flags.text('', 'l', 'labels');
    const args = call.parse();
    if (args.length === 0) throw new UsageError('no metrics specified');
    const metrics = keyValues(args, 'metrics');
    const labelled = labels.value === '' ? {} : Object.fromEntries(keyValues(labels.value.split(','), 'labels'));
    for (const [key, value] of metrics) {
      if (key.startsWith('juju-')) throw new ToolError(`${key} uses a reserved prefix`);
      call.context.workload.addMetric(key, value, labelled);
    }
  },
};

function readNames(args: readonly string[], count: number): readonly string[] {
  if (args.length < count) throw new UsageError('missing required arguments');
  return args;
}

export const payloadRegister: HookTool = {
  name: 'payload-register',
  usage: '<type> <class> <id> [tags...]',
  summary: 'Register a charm payload with Juju.',
  run(call) {
    const [type = '', className = '', id = '', ...tags] = readNames(call.parse(), 3);
    const wanted = call.context.workload.payloadType(className);
    if (wanted === undefined) throw new ToolError(`payload ${goQuote(className)} not found in metadata.yaml`);
    if (wanted !== type) {
      throw new ToolError(
        `incorrect type ${goQuote(type)} for payload ${goQuote(className)}, expected ${goQuote(wanted)}`,
      );
    }
    if (!payloadClass.test(className)) throw new ToolError(`invalid payload class ${goQuote(className)}`);
    call.context.workload.registerPayload({ class: className, type, id, status: 'running', tags });
  },
};

export const payloadUnregister: HookTool = {
  name: 'payload-unregister',
  usage: '<class> <id>',
  summary: 'Stop tracking a payload.',
  run(call) {
    const args = readNames(call.parse(), 2);
    call.refuseBeyond(args, 2);
    const [className = '', id = ''] = args;
    call.context.workload.unregisterPayload(className, id);
  },
};

export const payloadStatusSet: HookTool = {
  name: 'payload-status-set',
  usage: '<class> <id> <status>',
  summary: 'Update the status of a payload.',
  run(call) {
    const args = readNames(call.parse(), 3);
    call.refuseBeyond(args, 3);
    const [className = '', id = '', status = ''] = args;
    if (!payloadStates.includes(status)) {
      throw new ToolError(
        `status ${goQuote(status)} not supported; expected one of [${payloadStates.map(goQuote).join(', ')}]`,
      );
    }
    call.context.workload.setPayloadStatus(className, id, status);
  },
};
