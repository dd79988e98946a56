/** Hooks that a charm has as programs of their own besides its framework's code. */
import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { tryRun } from '../system/process.ts';
import { dispatchGuard, type Environment, type JujuContext } from './juju/context.ts';
import type { DispatchLog } from './log.ts';

/** Runs the program of the charm's directory that is named like this hook, if there is one, and returns its exit code. */
export function runLegacyHook(
  context: JujuContext,
  program: string,
  environment: Environment,
  log: DispatchLog,
): number {
  const path = join(context.charmDir, context.dispatchPath);
  if (context.dispatchPath === '') return 0;
  const real = resolve(path);
  if (real === null) return 0;
  if (real === resolve(program)) {
    log.debug(`Legacy ${context.dispatchPath} is just this charm.`);
    return 0;
  }
  try {
    accessSync(path, constants.X_OK);
  } catch {
    log.warning(`Legacy ${context.dispatchPath} exists but is not executable.`);
    return 0;
  }
  log.info(`Running legacy ${context.dispatchPath}.`);
  const variables = Object.entries({ ...environment, [dispatchGuard]: '1' });
  const env = Object.fromEntries(variables.filter((entry): entry is [string, string] => entry[1] !== undefined));
  const result = tryRun(path, [], { env, cwd: context.charmDir });
  for (const line of `${result.stdout}${result.stderr}`.split('\n')) if (line.trim() !== '') log.info(line);
  const exitCode = result.exitCode ?? 1;
  if (exitCode === 0) log.debug(`Legacy ${context.dispatchPath} exited with status 0.`);
  else log.warning(`Legacy ${context.dispatchPath} exited with status ${exitCode}.`);
  return exitCode;
}

function resolve(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
