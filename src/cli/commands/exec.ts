/** `juju exec`: a shell command in a unit's hook context. */
import { applicationNamed, type Model, queueExec, unitNamed } from '../../emulator/index.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { checkApplicationNames, listFlag, readDuration } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { declareOutput, outputOptions } from '../output.ts';
import { runTasks } from '../tasks.ts';

const formats = ['plain', 'json', 'yaml'] as const;

export const exec: Command = {
  name: 'exec',
  usage: '<commands>',
  summary: 'Run the commands on the remote targets specified.',
  options: [
    ...outputOptions(formats),
    { spelling: '-u, --unit', text: 'One or more unit ids' },
    { spelling: '-a, --app, --application', text: 'One or more application names' },
    { spelling: '--machine', text: 'One or more machine ids: their principal units' },
    { spelling: '--all  (= false)', text: 'Run the commands on all the units' },
    { spelling: '-r, --relation (= "")', text: 'Relation (name:id) whose context the commands get' },
    { spelling: '--remote-unit (= "")', text: 'Remote unit of that context' },
    { spelling: '--wait, --timeout (= 0s)', text: 'Maximum time for the commands, after which they are ended' },
    {
      spelling: '--parallel (= true), --execution-group (= "")',
      text: 'Whether the commands run beside other hooks, and the group whose tasks wait for each other',
    },
    { spelling: '--background  (= false)', text: 'Queue the commands only' },
  ],
  examples: ['juju exec --unit mysql/0 -- relation-ids db', "juju exec --application mysql 'uptime'"],
  leadingOptions: [
    '-u',
    '--unit',
    '-a',
    '--app',
    '--application',
    '--machine',
    '--relation',
    '-r',
    '--remote-unit',
    '--wait',
    '--timeout',
    '--format',
    '-o',
    '--output',
    '-m',
    '--model',
    '--execution-group',
    '--progress',
  ],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const units = listFlag(flags, 'u', 'unit');
    const applications = listFlag(flags, 'a', 'app', 'application');
    const machines = listFlag(flags, 'machine');
    const all = flags.boolean('all');
    const relation = flags.text('', 'r', 'relation');
    const remoteUnit = flags.text('', 'remote-unit');
    const limit = flags.read(0, readDuration, 'wait', 'timeout');
    const background = flags.boolean('background');
    const parallel = flags.boolean('parallel');
    const group = flags.text('', 'execution-group');
    for (const ignored of ['utc', 'operator', 'color', 'no-color']) flags.boolean(ignored);
    return (words) => {
      if (words.length === 0) throw new UsageError('no commands specified');
      const split = (list: readonly string[]): readonly string[] => list.flatMap((each) => each.split(','));
      const targets = {
        units: split(units),
        applications: split(applications),
        machines: split(machines),
        all: all.value,
      };
      const isAny = targets.all || targets.units.length + targets.applications.length + targets.machines.length > 0;
      if (!isAny)
        throw new UsageError('You must specify a target, either through --all, --machine, --application or --unit');
      checkApplicationNames(targets.applications);
      const id = relation.value === '' ? null : Number(relation.value.split(':').at(-1));
      if (Number.isNaN(id)) throw new UsageError(`invalid relation id ${goQuote(relation.value)}`);
      return async (context) => {
        const session = await context.openExisting();
        const queued = queueExec(session.store, {
          units: targetUnits(session.model, targets),
          command: words.join(' '),
          relationId: id,
          remoteUnit: remoteUnit.value === '' ? null : remoteUnit.value,
          timeout: limit.value,
          parallel: parallel.value,
          executionGroup: group.value,
        });
        await runTasks(queued, session, context, output, { background: background.value, streams: true });
        return 0;
      };
    };
  },
};

interface Targets {
  readonly units: readonly string[];
  readonly applications: readonly string[];
  readonly machines: readonly string[];
  readonly all: boolean;
}

function targetUnits(model: Model, targets: Targets): readonly string[] {
  const names = new Set(targets.units.map((name) => unitNamed(model, name).name));
  for (const name of targets.applications)
    for (const unit of model.unitsOf(applicationNamed(model, name).name)) names.add(unit.name);
  for (const id of targets.machines) {
    if (!model.machines.has(id)) throw new CommandFailure(`machine ${goQuote(id)} not found`);
    for (const unit of model.unitsOn(id)) if (unit.principal === null) names.add(unit.name);
  }
  if (targets.all) for (const unit of model.units.values()) if (unit.principal === null) names.add(unit.name);
  if (names.size === 0) throw new CommandFailure('no units matched the targets');
  return [...names];
}
