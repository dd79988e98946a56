/** Runs a program of a charm in a context of its own: hook tools answer it from its start to its end, and no longer. */
import type { Machine } from '../machines/machine.ts';
import type { Hook, Task } from '../model/index.ts';
import { hookEnvironment } from './environment.ts';
import { type ProcessResult, runProcess } from './process-run.ts';
import type { RunContext } from './run-context.ts';
import { charmFolderOf, type UnitRunner } from './unit-runner.ts';

export interface CharmRunRequest {
  readonly unit: string;
  readonly machine: Machine;
  /** Null for actions and commands. */
  readonly hook: Hook | null;
  /** Null for hooks. */
  readonly task: Task | null;
  readonly argv: readonly [string, ...string[]];
  /** The end of the logger's name. */
  readonly name: string;
  /** Milliseconds; 0 is none. */
  readonly timeout: number;
}

export interface CharmRun {
  /** What the program left behind; its tools are closed. */
  readonly context: RunContext;
  readonly result: ProcessResult;
}

/** Throws when no context can be made, or the program cannot be started. */
export async function runCharm(runner: UnitRunner, request: CharmRunRequest): Promise<CharmRun> {
  const { store, desk, spent } = runner.parts;
  const { unit, machine, hook, task, argv, name, timeout } = request;
  const folder = charmFolderOf(machine, unit);
  const context = await desk.open({ unit, machine, hook, task, kill: () => runner.kill(unit, 'SIGKILL') });
  try {
    const env = hookEnvironment({
      model: store.model,
      unit,
      hook,
      task,
      charmFolder: folder.inside,
      searchPath: machine.searchPath,
      context,
    });
    const result = await spent.process(() =>
      runProcess({
        machine,
        argv,
        env,
        cwd: folder.inside,
        unit,
        name,
        log: store,
        now: () => store.now(),
        timeout,
        onStart: (process) => runner.remember(unit, process),
      }),
    );
    return { context, result };
  } finally {
    runner.remember(unit, null);
    context.close();
  }
}
