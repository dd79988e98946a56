/** is-leader, and leader-get and leader-set of Juju before 4.0. */
import type { SettingsChange } from '../model/index.ts';
import { goQuote } from './go-text.ts';
import { readKeyValues } from './key-values.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

export const isLeader: HookTool = {
  name: 'is-leader',
  usage: '',
  summary: 'Print application leadership status.',
  run(call) {
    call.declareOutput();
    call.parseAtMost(0);
    call.answer(call.context.leadership.isLeader());
  },
};

export const leaderGet: HookTool = {
  name: 'leader-get',
  usage: '[<key>]',
  summary: 'Print application leadership settings.',
  run(call) {
    call.declareOutput();
    const args = call.parse();
    const [key = ''] = args;
    if (key.includes('=')) throw new UsageError(`invalid key ${goQuote(key)}`);
    call.refuseBeyond(args, 1);
    const settings = call.context.leadership.settings();
    if (key === '' || key === '-') call.answer(settings);
    else call.answer(Object.hasOwn(settings, key) ? (settings[key] ?? null) : null);
  },
};

export const leaderSet: HookTool = {
  name: 'leader-set',
  usage: '<key>=<value> [...]',
  summary: 'Write application leadership settings.',
  run(call) {
    const given = readKeyValues(call.parse());
    const change: SettingsChange = Object.fromEntries(
      [...given].map(([key, value]) => [key, value === '' ? null : value] as const),
    );
    call.context.leadership.write(change);
  },
};
