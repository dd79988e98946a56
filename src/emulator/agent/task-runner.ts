/** One action, or one command of `juju exec`, on one unit. Its failure is its result and never the unit's error. */
import type { Machine, MachinePath } from '../machines/machine.ts';
import { type JsonObject, statusInfo, type Task, type TaskStatus } from '../model/index.ts';
import { type CharmProgram, charmProgram } from './charm-program.ts';
import { type CharmRun, runCharm } from './charm-run.ts';
import type { HookEvent } from './events.ts';
import { messageOf } from './hook-runner.ts';
import { describeEnd } from './process-run.ts';
import { charmFolderOf, type UnitRunner } from './unit-runner.ts';

interface TaskEnd {
  readonly status: TaskStatus;
  readonly message: string;
  readonly results: JsonObject;
  readonly tail: readonly string[];
}

export async function runTask(runner: UnitRunner, unitName: string, taskId: string): Promise<void> {
  const { store, notify, pool } = runner.parts;
  const { model } = store;
  const task = model.tasks.get(taskId);
  const { machine: machineId, agentStatus } = model.units.get(unitName);
  const event: HookEvent = {
    unit: unitName,
    machine: machineId,
    name: task.name,
    kind: task.kind,
    task: task.id,
    remoteUnit: task.remoteUnit ?? '',
  };
  model.transact(() => {
    model.tasks.patch(taskId, { status: 'running', started: store.now() });
    const words = task.kind === 'action' ? `running action ${task.name}` : 'running commands';
    model.units.patch(unitName, { agentStatus: statusInfo('executing', words, store.now()) });
  });
  store.commit();
  notify({ type: 'hook-started', ...event });
  const start = performance.now();
  const machine = await pool.ensure(machineId);
  const end = await attempt(runner, unitName, machine, task);
  model.transact(() => {
    model.tasks.patch(taskId, {
      status: end.status,
      message: end.message,
      results: end.results,
      completed: store.now(),
    });
    // A unit in hook error is in error again; an idle one is set idle by the queue.
    if (agentStatus.status === 'error') model.units.patch(unitName, { agentStatus });
  });
  store.commit();
  const failed = end.status !== 'completed';
  notify({
    type: 'hook-ended',
    ...event,
    outcome: failed ? 'failed' : 'done',
    reason: failed ? end.message : '',
    output: failed ? end.tail : [],
    milliseconds: performance.now() - start,
  });
}

async function attempt(runner: UnitRunner, unitName: string, machine: Machine, task: Task): Promise<TaskEnd> {
  const program = programOf(charmFolderOf(machine, unitName), task, unitName);
  if ('status' in program) return program;
  const { argv } = program;
  const { name, timeout } = task;
  let run: CharmRun;
  try {
    run = await runCharm(runner, { unit: unitName, machine, hook: null, task, argv, name, timeout });
  } catch (error) {
    return failedBefore(messageOf(error));
  }
  return conclude(runner, unitName, task, run);
}

function failedBefore(message: string): TaskEnd {
  return { status: 'failed', message, results: {}, tail: [message] };
}

function programOf(
  folder: MachinePath,
  task: Task,
  unit: string,
): { readonly argv: readonly [string, ...string[]] } | TaskEnd {
  if (task.kind === 'exec') return { argv: ['/bin/bash', '-c', task.command] };
  let program: CharmProgram;
  try {
    program = charmProgram(folder.host, `actions/${task.name}`);
  } catch (error) {
    return failedBefore(messageOf(error));
  }
  if (program.kind === 'missing') return failedBefore(`action not implemented on unit "${unit}"`);
  return { argv: [`${folder.inside}/${program.file}`] };
}

function conclude(
  runner: UnitRunner,
  unitName: string,
  task: Task,
  { context, result: { end, stdout, stderr, tail } }: CharmRun,
): TaskEnd {
  const { model } = runner.parts.store;
  const output = {
    ...outputResult('stdout', stdout),
    ...outputResult('stderr', stderr),
  };
  if (end.kind === 'timed-out') {
    return { status: 'aborted', message: 'action terminated', results: { ...context.action.results, ...output }, tail };
  }
  const code = end.kind === 'exited' ? end.code : -1;
  const results = { ...context.action.results, 'return-code': code, ...output };
  if (code !== 0) {
    const completed = task.kind === 'exec' && end.kind === 'exited';
    return { status: completed ? 'completed' : 'failed', message: completed ? '' : describeEnd(end), results, tail };
  }
  try {
    model.transact(() => {
      context.flush();
      if (context.reboot !== 'none') {
        model.machines.patch(model.units.get(unitName).machine, { rebootRequested: true });
      }
    });
  } catch (error) {
    const text = messageOf(error);
    const said = stderr.toString('utf8');
    return {
      status: 'failed',
      message: 'committing requested changes failed',
      results: { ...results, 'return-code': 1, stderr: said === '' ? text : `${said}\n${text}` },
      tail: [...tail, text],
    };
  }
  const { failure } = context.action;
  return { status: failure === null ? 'completed' : 'failed', message: failure ?? '', results, tail };
}

/** Left out when empty; what is not UTF-8 goes as base64, and says so. */
function outputResult(name: 'stdout' | 'stderr', bytes: Buffer): JsonObject {
  if (bytes.length === 0) return {};
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return { [name]: text };
  return { [name]: bytes.toString('base64'), [`${name}-encoding`]: 'base64' };
}
