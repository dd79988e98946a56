/** A model on scripted tools, without a charm. */
import { parseCharmMeta } from '../../../../src/ops/charm/parse-meta.ts';
import { auditedRunner } from '../../../../src/ops/juju/audited-runner.ts';
import { type Environment, readContext } from '../../../../src/ops/juju/context.ts';
import { DispatchLog } from '../../../../src/ops/log.ts';
import type { BackendOptions } from '../../../../src/ops/model/backend.ts';
import { Model } from '../../../../src/ops/model/model.ts';
import { type Answer, hookEnvironment, LogLines, ScriptedTools, testFiles } from '../scripted-tools.ts';

export function modelWith(
  answers: Readonly<Record<string, Answer>> = {},
  environment: Environment = hookEnvironment('install'),
  monotonic: () => number = () => 0,
  ahead: Pick<BackendOptions, 'askedAheadAt' | 'firstQuestions'> = {},
): { readonly model: Model; readonly tools: ScriptedTools; readonly lines: LogLines } {
  const tools = new ScriptedTools(answers);
  const lines = new LogLines();
  const log = new DispatchLog(lines, { level: 'DEBUG' });
  const context = readContext(environment);
  const runner = auditedRunner(tools, log, context.unitName);
  const meta = parseCharmMeta(testFiles);
  return { model: new Model({ context, runner, meta, log, monotonic, ...ahead }), tools, lines };
}
