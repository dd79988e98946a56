/** relation-set: writes the own bag, or the own application's, at the end of the hook. */
import { KeyValueError, parseKeyValues } from './key-values.ts';
import { declareRelation } from './relation-flag.ts';
import { readSettingsFile } from './settings-file.ts';
import type { HookTool, ToolCall } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

/** `--format`, which tools that answer nothing once took. */
export function declareDeprecatedFormat(call: ToolCall, tool: string): () => void {
  const format = call.flags.text('', 'format');
  return () => {
    if (format.value !== '') call.warn(`--format flag deprecated for command "${tool}"`);
  };
}

/** Reads `key=value` arguments, as a usage error when they are none. */
export function readKeyValues(args: readonly string[]): Map<string, string> {
  try {
    return parseKeyValues(args);
  } catch (error) {
    if (error instanceof KeyValueError) throw new UsageError(error.message);
    throw error;
  }
}

export const relationSet: HookTool = {
  name: 'relation-set',
  usage: 'key=value [key=value ...]',
  summary: 'Set relation settings.',
  run(call) {
    const relationFlag = declareRelation(call);
    const app = call.flags.boolean('app');
    const file = call.flags.text('', 'file');
    const noteFormat = declareDeprecatedFormat(call, 'relation-set');
    const args = call.parse();
    const relation = relationFlag.required();
    const given = readKeyValues(args);
    const settings = file.value === '' ? new Map<string, string>() : readSettingsFile(call.readText(file.value));
    for (const [key, value] of given) settings.set(key, value);
    noteFormat();
    if (app.value && !call.context.leadership.isLeader()) throw new ToolError('cannot write relation settings');
    const bag = app.value ? relation.ownApplicationSettings : relation.ownSettings;
    for (const [key, value] of settings) {
      if (value === '') bag.delete(key);
      else bag.set(key, value);
    }
  },
};
