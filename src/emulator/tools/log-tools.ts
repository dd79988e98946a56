/** juju-log. */
import { type LogLevel, logLevels } from '../model/index.ts';
import { declareDeprecatedFormat } from './deprecated-format.ts';
import { goQuote } from './go-text.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

/** Loggo's names, its short one for warnings included. */
function levelNamed(word: string): LogLevel | undefined {
  const upper = word.toUpperCase();
  return upper === 'WARN' ? 'WARNING' : logLevels.find((level) => level === upper);
}

export const jujuLog: HookTool = {
  name: 'juju-log',
  usage: '<message>',
  summary: 'Write a message to the juju log.',
  run(call) {
    const debug = call.flags.boolean('debug');
    const wanted = call.flags.text('INFO', 'l', 'log-level');
    const noteFormat = declareDeprecatedFormat(call, 'juju-log');
    const words = call.parse();
    if (words.length === 0) throw new UsageError('no message specified');
    noteFormat();
    let level: LogLevel | undefined = debug.value ? 'DEBUG' : levelNamed(wanted.value);
    if (level === undefined) {
      call.context.log('WARNING', `Specified log level of ${goQuote(wanted.value)} is not valid`);
      level = 'INFO';
    }
    call.context.log(level, words.join(' '));
  },
};
