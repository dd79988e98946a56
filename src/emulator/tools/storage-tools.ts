/** storage-get, storage-list and storage-add. */
import { goQuote } from './go-text.ts';
import { StringList } from './go-value.ts';
import type { HookTool, ToolCall } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

const STORAGE_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*\/(?:0|[1-9][0-9]*)$/;
const COUNT = /^-?[0-9]+$/;
const SIZE = /^[0-9]+(?:\.[0-9]+)?[MGTPEZY](?:i?B)?$/;

/** `-s`: the storage instance; that of the hook when none is named. */
function declareStorage(call: ToolCall): { readonly value: string | null } {
  const read = (text: string): string => {
    if (!STORAGE_ID.test(text)) throw new Error(`invalid storage ID ${goQuote(text)}`);
    if (!call.context.storage.attached().some(({ id }) => id === text)) throw new Error('storage not found');
    return text;
  };
  return call.flags.read<string | null>(call.context.currentStorage, read, 's');
}

export const storageGet: HookTool = {
  name: 'storage-get',
  usage: '[<key>]',
  summary: 'Print information for the storage instance with the specified ID.',
  run(call) {
    call.declareOutput();
    const storage = declareStorage(call);
    const args = call.parse();
    if (storage.value === null) throw new UsageError('no storage instance specified');
    call.refuseBeyond(args, 1);
    const { kind, location } = call.context.storage.get(storage.value);
    const values: Readonly<Record<string, string>> = { kind, location };
    const [key = ''] = args;
    if (key === '') {
      call.answer(values);
      return;
    }
    const value = values[key];
    if (value === undefined) throw new ToolError(`invalid storage attribute ${goQuote(key)}`);
    call.answer(value);
  },
};

export const storageList: HookTool = {
  name: 'storage-list',
  usage: '[<storage-name>]',
  summary: 'List storage attached to the unit.',
  run(call) {
    call.declareOutput();
    const [name = ''] = call.parseAtMost(1);
    const attached = call.context.storage.attached().filter((storage) => name === '' || storage.name === name);
    call.answer(new StringList(attached.map(({ id }) => id)));
  },
};

/** Reads `name` or `name=count`. Pools and sizes can be said at deploy only. */
function readDirective(argument: string, call: ToolCall): readonly [string, number] {
  const word = call.context.version.saysStorageDirectives ? 'directives' : 'constraints';
  const equals = argument.indexOf('=');
  const name = equals < 0 ? argument : argument.slice(0, equals);
  if (equals < 0) return [name, 1];
  const text = argument.slice(equals + 1);
  if (text === '') {
    const why = `storage ${word} require at least one field to be specified`;
    throw new UsageError(`cannot parse ${word} for storage ${goQuote(name)}: ${why}`);
  }
  if (COUNT.test(text)) {
    const count = Number(text);
    if (count > 0) return [name, count];
    const why = `cannot parse count: count must be greater than zero, got ${goQuote(text)}`;
    throw new UsageError(`cannot parse ${word} for storage ${goQuote(name)}: ${why}`);
  }
  const isPoolOrSize = text.split(',').every((field) => COUNT.test(field) || SIZE.test(field) || /^[a-z]/.test(field));
  if (isPoolOrSize) throw new UsageError(`only count can be specified for ${goQuote(name)}`);
  throw new UsageError(
    `cannot parse ${word} for storage ${goQuote(name)}: unrecognized storage ${word.slice(0, -1)} ${goQuote(text)}`,
  );
}

export const storageAdd: HookTool = {
  name: 'storage-add',
  usage: '<charm storage name>[=count] ...',
  summary: 'Add storage instances.',
  run(call) {
    const args = call.parse();
    if (args.length === 0) throw new UsageError('storage add requires a storage directive');
    const wanted = new Map<string, number>();
    for (const [name, count] of args.map((argument) => readDirective(argument, call))) {
      if (wanted.has(name)) throw new UsageError(`storage ${goQuote(name)} specified more than once`);
      wanted.set(name, count);
    }
    for (const [name, count] of wanted) call.context.storage.add(name, count);
  },
};
