/** relation-set: writes the own bag, or the own application's, at the end of the hook. */
import { declareDeprecatedFormat } from './deprecated-format.ts';
import { readKeyValues } from './key-values.ts';
import { declareRelation } from './relation-flag.ts';
import { readSettingsFile } from './settings-file.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError } from './tool-error.ts';

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
