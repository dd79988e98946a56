/** `juju operations`, `show-operation`, `show-task` (and `show-action-status`, its name of old), `cancel-task`. */
import { cancelTask as cancel, type Operation } from '../../emulator/index.ts';
import { byName, printDocument } from '../../emulator/report/document.ts';
import {
  operationDocument,
  operationStatus,
  operationsTable,
  plainTask,
  taskResult,
  tasksOf,
} from '../../emulator/report/operation-document.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { countReader, onlyArgument, refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult, writeText } from '../output.ts';

export const operations: Command = {
  name: 'operations',
  aliases: ['list-operations'],
  usage: '',
  summary: 'Lists pending, running, or completed operations for specified application, units, or all.',
  options: [
    ...outputOptions(['plain', 'json', 'yaml']),
    { spelling: '--apps, --applications, --units, --actions, --functions', text: 'Comma separated list to filter on' },
    { spelling: '--status (= "")', text: 'Comma separated list of operation statuses to filter on' },
    { spelling: '--limit (= 0)', text: 'The maximum number of operations to return' },
  ],
  examples: ['juju operations', 'juju operations --apps mysql --status failed'],
  prepare(flags) {
    const output = declareOutput(flags, ['plain', 'json', 'yaml']);
    const filters = {
      applications: flags.text('', 'apps', 'applications'),
      units: flags.text('', 'units'),
      actions: flags.text('', 'actions', 'functions'),
      status: flags.text('', 'status'),
    };
    const limit = flags.read(0, countReader(0), 'limit');
    flags.text('', 'machines');
    flags.boolean('utc');
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const { model } = context.read();
        const isAmong = (list: string, word: string): boolean => list === '' || list.split(',').includes(word);
        const isWanted = (operation: Operation): boolean => {
          const tasks = tasksOf(model, operation);
          return (
            isAmong(filters.status.value, operationStatus(tasks)) &&
            tasks.some(
              (task) =>
                isAmong(filters.applications.value, task.unit.split('/')[0] ?? '') &&
                isAmong(filters.units.value, task.unit) &&
                isAmong(filters.actions.value, task.name),
            )
          );
        };
        const found = model.operations.values().filter(isWanted);
        const chosen = limit.value === 0 ? found : found.slice(-limit.value);
        if (chosen.length === 0) {
          context.terminal.stderr('no matching operations\n');
          return 0;
        }
        const document = byName(
          chosen,
          (operation) => operation.id,
          (operation) => operationDocument(model, operation),
        );
        writeResult(
          context,
          output,
          () => document,
          () => operationsTable(model, chosen),
        );
        return 0;
      };
    };
  },
};

export const showOperation: Command = {
  name: 'show-operation',
  usage: '<operation-id>',
  summary: 'Show results of an operation.',
  options: outputOptions(['yaml', 'json']),
  examples: ['juju show-operation 1'],
  prepare(flags) {
    const output = declareOutput(flags, ['yaml', 'json']);
    flags.text('', 'wait');
    flags.boolean('watch');
    flags.boolean('utc');
    return (args) => {
      const id = onlyArgument(args, 'no operation ID specified');
      return (context) => {
        const { model } = context.read();
        const operation = model.operations.find(id);
        if (operation === undefined) throw new CommandFailure(`operation ${goQuote(id)} not found`);
        writeResult(
          context,
          output,
          () => operationDocument(model, operation),
          () => '',
        );
        return 0;
      };
    };
  },
};

export const showTask: Command = {
  name: 'show-task',
  aliases: ['show-action-status', 'show-action-output'],
  usage: '<task ID>',
  summary: 'Show results of a task by ID.',
  options: outputOptions(['plain', 'json', 'yaml']),
  examples: ['juju show-task 2', 'juju show-task 2 --format yaml'],
  prepare(flags) {
    const output = declareOutput(flags, ['plain', 'json', 'yaml']);
    flags.text('', 'wait');
    flags.boolean('watch');
    flags.boolean('utc');
    return (args) => {
      const id = onlyArgument(args, 'no task ID specified');
      return (context) => {
        const { model } = context.read();
        const task = model.tasks.find(id);
        if (task === undefined) throw new CommandFailure(`task ${goQuote(id)} not found`);
        const { value: format } = output.format;
        if (format === 'json' || format === 'yaml') writeText(context, output, printDocument(format, taskResult(task)));
        else if (task.status === 'pending' || task.status === 'running')
          writeText(context, output, printDocument('yaml', taskResult(task)));
        else {
          if (task.message !== '') context.terminal.stderr(`${task.message}\n`);
          writeText(context, output, plainTask(task));
        }
        return 0;
      };
    };
  },
};

export const cancelTask: Command = {
  name: 'cancel-task',
  usage: '<task-id> [...]',
  summary: 'Cancel pending or running tasks.',
  examples: ['juju cancel-task 2', 'juju cancel-task 2 3'],
  prepare() {
    return (ids) => {
      if (ids.length === 0) throw new UsageError('no task IDs specified');
      return async (context) => {
        const session = await context.openExisting();
        for (const id of ids) session.say(`task ${id}: ${cancel(session.store, id).status}`);
        await session.settle();
        return 0;
      };
    };
  },
};
