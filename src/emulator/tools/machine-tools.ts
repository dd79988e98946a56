/** Tools about the unit's surroundings: resource-get, goal-state, juju-reboot and credential-get. */
import { type GoalStatuses, goalState } from '../context/goal-state.ts';
import { yamlFormats } from './formats.ts';
import { type GoField, type GoMap, GoStruct } from './go-value.ts';
import type { HookTool } from './tool-call.ts';
import { ToolError, UsageError } from './tool-error.ts';

export const resourceGet: HookTool = {
  name: 'resource-get',
  usage: '<resource name>',
  summary: 'Get the path to the locally cached resource file.',
  run(call) {
    const args = call.parse();
    const [name] = args;
    if (name === undefined || name === '') throw new UsageError('missing required resource name');
    call.refuseBeyond(args, 1);
    let path: string;
    try {
      path = call.context.environment.fetchResource(name);
    } catch (error) {
      throw new ToolError(`could not download resource: ${error instanceof Error ? error.message : String(error)}`);
    }
    call.print(path);
  },
};

function moment(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

function goals(statuses: GoalStatuses): GoMap {
  const entries = Object.entries(statuses).map(([name, { status, since }]) => {
    const fields: GoField[] = [{ name: 'status', value: status }];
    if (since !== null) fields.push({ name: 'since', value: moment(since) });
    return [name, new GoStruct(fields)] as const;
  });
  return Object.fromEntries(entries);
}

export const goalStateTool: HookTool = {
  name: 'goal-state',
  usage: '',
  summary: "Print the status of the charm's peers and related units.",
  run(call) {
    call.declareOutput(yamlFormats);
    call.parseAtMost(0);
    const { units, relations } = goalState(call.context.model, call.context.unit);
    const related = Object.entries(relations).map(([endpoint, statuses]) => [endpoint, goals(statuses)] as const);
    call.answer(
      new GoStruct([
        { name: 'units', value: goals(units) },
        { name: 'relations', value: Object.fromEntries(related) },
      ]),
    );
  },
};

export const jujuReboot: HookTool = {
  name: 'juju-reboot',
  usage: '',
  summary: 'Reboot the host machine.',
  run(call) {
    const now = call.flags.boolean('now');
    call.parseAtMost(0);
    call.context.requestReboot(now.value);
  },
};

export const credentialGet: HookTool = {
  name: 'credential-get',
  usage: '',
  summary: 'Access cloud credentials.',
  run(call) {
    call.declareOutput();
    call.parseAtMost(0);
    const { model, application } = call.context;
    if (!model.applications.get(application).trust) {
      throw new ToolError('cannot access cloud credentials: permission denied');
    }
    const { cloudType, cloudName, region } = model.current;
    const fields: GoField[] = [
      { name: 'type', value: cloudType },
      { name: 'name', value: cloudName },
    ];
    if (region !== '') fields.push({ name: 'region', value: region });
    const credential = new GoStruct([
      { name: 'auth-type', value: 'empty' },
      { name: 'redacted', value: false, only: 'yaml' },
    ]);
    call.answer(new GoStruct([...fields, { name: 'credential', value: credential }]));
  },
};
