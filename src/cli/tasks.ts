/** What `juju run` and `juju exec` have in common: telling of the operation, waiting for its tasks, showing their results. */
import type { Queued, Task } from '../emulator/index.ts';
import { unitTag } from '../emulator/index.ts';
import { byName, printDocument } from '../emulator/report/document.ts';
import { plainTask, taskResult } from '../emulator/report/operation-document.ts';
import type { CommandContext } from './command.ts';
import { counted } from './counted.ts';
import { CommandFailure } from './errors.ts';
import { type OutputFlags, writeText } from './output.ts';
import type { Session } from './session.ts';

export interface TaskOptions {
  /** Leaves the tasks queued. */
  readonly background: boolean;
  /** Hands a command's streams on as they are, as `juju exec` does for one unit. */
  readonly streams: boolean;
}

/** Runs what was queued and shows it; throws when a task failed. */
export async function runTasks(
  queued: Queued,
  session: Session,
  context: CommandContext,
  output: OutputFlags,
  options: TaskOptions,
): Promise<void> {
  const { operation, tasks } = queued;
  const say = (text: string): void => {
    if (output.format.value === 'plain') session.say(text);
  };
  if (options.background || context.common.noWait) {
    session.say(
      `Scheduled operation ${operation.id} with task${tasks.length === 1 ? '' : 's'} ${tasks.map((task) => task.id).join(', ')}`,
    );
    session.say(`Check operation status with 'juju show-operation ${operation.id}'`);
    for (const task of tasks) session.say(`Check task status with 'juju show-task ${task.id}'`);
    return;
  }
  say(`Running operation ${operation.id} with ${counted(tasks.length, 'task')}`);
  for (const task of tasks) say(`  - task ${task.id} on ${unitTag(task.unit)}`);
  say('');
  await session.settle();
  const finished = tasks.map((task) => session.model.tasks.get(task.id));
  for (const task of finished) for (const entry of task.log) say(`${task.unit}: ${entry.message}`);
  show(finished, context, output, options);
  const failed = finished.filter((task) => task.status !== 'completed' || (task.results['return-code'] ?? 0) !== 0);
  if (failed.length > 0) throw new CommandFailure(failureText(failed));
}

function show(tasks: readonly Task[], context: CommandContext, output: OutputFlags, options: TaskOptions): void {
  const { terminal } = context;
  const [only, another] = tasks;
  if (output.format.value === 'json' || output.format.value === 'yaml') {
    const document = byName(tasks, (task) => task.unit, taskResult);
    writeText(context, output, printDocument(output.format.value, document));
  } else if (only !== undefined && another === undefined && options.streams) {
    const { stdout, stderr } = only.results;
    if (typeof stdout === 'string') writeText(context, output, stdout);
    if (typeof stderr === 'string') terminal.stderr(stderr);
  } else if (only !== undefined && another === undefined) {
    if (only.status === 'failed' && only.message !== '')
      terminal.stderr(`Action id ${only.id} failed: ${only.message}\n`);
    writeText(context, output, plainTask(only));
  } else
    writeText(
      context,
      output,
      printDocument(
        'yaml',
        byName(tasks, (task) => task.unit, taskResult),
      ),
    );
}

function failureText(failed: readonly Task[]): string {
  const lines = failed.map((task) => {
    const code = task.results['return-code'];
    return ` - id "${task.id}"${code === undefined ? ` ${task.status}` : ` with return code ${String(code)}`}`;
  });
  const several = failed.length > 1;
  return `the following task${several ? 's' : ''} failed:\n${lines.join('\n')}\n\nuse 'juju show-task' to inspect the failure${several ? 's' : ''}\n`;
}
