/** A runner that tells the log when Juju refuses something for want of a right, as those who watch over security wish. */
import type { DispatchLog } from '../log.ts';
import { isRefusal } from './call.ts';
import type { HookToolCall, HookToolResult, HookToolRunner } from './runner.ts';

export function auditedRunner(runner: HookToolRunner, log: DispatchLog, unitName: string): HookToolRunner {
  const audit = (call: HookToolCall, result: HookToolResult): HookToolResult => {
    if (result.exitCode !== 0 && isRefusal(result.stderr)) {
      log.security({
        level: 'CRITICAL',
        event: `authz_fail:${call.tool}`,
        description: `Hook tool ${call.tool} failed for ${unitName} with code ${result.exitCode}: ${result.stderr.trim()}`,
      });
    }
    return result;
  };
  return {
    run: (call) => audit(call, runner.run(call)),
    runAll: (calls) =>
      runner.runAll(calls).map((result, index) => {
        const call = calls[index];
        return call === undefined ? result : audit(call, result);
      }),
  };
}
