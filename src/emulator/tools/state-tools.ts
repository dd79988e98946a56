/** state-get, state-set and state-delete: the unit's store on the controller. */
import { goQuote } from './go-text.ts';
import { readKeyValues } from './key-values.ts';
import { readSettingsFile } from './settings-file.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError } from './tool-error.ts';

export const stateGet: HookTool = {
  name: 'state-get',
  usage: '[<key>]',
  summary: 'Print server-side-state value.',
  run(call) {
    call.declareOutput();
    const strict = call.flags.boolean('strict');
    const [key = ''] = call.parseAtMost(1);
    const { state } = call.context;
    if (key === '' || key === '-') {
      call.answer(state.all());
      return;
    }
    const value = state.get(key);
    if (value === undefined && strict.value) throw new ToolError(`${goQuote(key)} not found`);
    // The controller's store knows no difference between no value and an empty one.
    call.answer(value ?? '');
  },
};

export const stateSet: HookTool = {
  name: 'state-set',
  usage: 'key=value [key=value ...]',
  summary: 'Set server-side-state values.',
  run(call) {
    const file = call.flags.text('', 'file');
    const given = readKeyValues(call.parse());
    const values = file.value === '' ? new Map<string, string>() : readSettingsFile(call.readText(file.value));
    for (const [key, value] of given) values.set(key, value);
    for (const [key, value] of values) call.context.state.set(key, value);
  },
};

export const stateDelete: HookTool = {
  name: 'state-delete',
  usage: '<key>',
  summary: 'Delete server-side-state key value pairs.',
  run(call) {
    const [key = ''] = call.parseAtMost(1);
    if (key !== '') call.context.state.delete(key);
  },
};
