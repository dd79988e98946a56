/** `juju status` in columns, section by section as Juju prints it. */
import type { MachineInfo } from '../model/machine-info.ts';
import { columns } from './columns.ts';
import { groupedPorts } from './port-text.ts';
import type { ApplicationView, StatusView, UnitView } from './status-view.ts';
import { storageStatusTable } from './storage-view.ts';
import { clockTime, localZone, type Zone } from './time.ts';

const versionWidth = 15;
const messageWidth = 120;

export interface TabularOptions {
  readonly relations: boolean;
  readonly storage?: boolean;
  readonly zone?: Zone;
}

/** The whole table; sections are set off by an empty line. */
export function tabularStatus(view: StatusView, options: TabularOptions): string {
  const sections = [modelSection(view, options.zone ?? localZone)];
  if (view.applications.length > 0) sections.push(applicationSection(view.applications));
  const units = view.applications.flatMap((application) => application.units);
  if (units.length > 0) sections.push(unitSection(view));
  if (view.machines.length > 0) sections.push(machineSection(view.machines));
  if (options.relations && view.relations.length > 0) sections.push(relationSection(view));
  if (options.storage === true && view.storageInstances.length > 0)
    sections.push(storageStatusTable(view.storageInstances));
  return sections.join('\n');
}

function modelSection({ model, now }: StatusView, zone: Zone): string {
  const header = ['Model', 'Controller', 'Cloud/Region', 'Version'];
  const cloud = model.region === '' ? model.cloud : `${model.cloud}/${model.region}`;
  const values = [model.name, model.controller, cloud, model.version];
  if (model.sla !== '') {
    header.push('SLA');
    values.push(model.sla);
  }
  header.push('Timestamp');
  values.push(clockTime(now, zone));
  if (model.status.message !== '') {
    header.push('Notes');
    values.push(model.status.message);
  }
  return columns([header, values]);
}

function shortMessage(message: string): string {
  return message.length > messageWidth ? `${message.slice(0, messageWidth - 3)}...` : message;
}

function shortVersion(version: string): string {
  const first = version.split('\n')[0] ?? '';
  return first.length > versionWidth ? `${first.slice(0, versionWidth - 3)}...` : first;
}

function applicationSection(applications: readonly ApplicationView[]): string {
  const header = ['App', 'Version', 'Status', 'Scale', 'Charm', 'Channel', 'Rev', 'Exposed', 'Message'];
  const rows = applications.map((each) => [
    each.name,
    shortVersion(each.version),
    each.status.current,
    each.scale,
    each.charmName,
    '',
    String(each.charmRevision),
    each.exposed ? 'yes' : 'no',
    shortMessage(each.status.message),
  ]);
  return columns([header, ...rows], { right: [3, 6] });
}

/** What an agent is doing, for the brackets before a unit's message. */
function agentDoing(agent: UnitView['agent']): string {
  if (agent.current !== 'executing') return '';
  const hook = /^running (\S+) hook/.exec(agent.message)?.[1];
  return hook ?? /^running action (.*)$/.exec(agent.message)?.[1] ?? '';
}

function unitSection({ model, applications }: StatusView): string {
  const isOld = model.version.startsWith('2.');
  const header = ['Unit', 'Workload', 'Agent', 'Machine', 'Public address', 'Ports', 'Message'];
  const rows: string[][] = [];
  const add = (unit: UnitView, level: number): void => {
    const doing = agentDoing(unit.agent);
    const said =
      unit.agent.current === 'allocating' && unit.workload.message === '' ? unit.agent.message : unit.workload.message;
    rows.push([
      `${'  '.repeat(level)}${unit.name}${unit.leader ? '*' : ''}`,
      unit.workload.current,
      unit.agent.current,
      unit.machine,
      unit.address,
      isOld ? unit.ports.join(',') : groupedPorts(unit.ports),
      shortMessage(doing === '' ? said : `(${doing}) ${said}`),
    ]);
    for (const subordinate of unit.subordinates) add(subordinate, level + 1);
  };
  for (const application of applications) for (const unit of application.units) add(unit, 0);
  return columns([header, ...rows]);
}

/** `ubuntu@24.04`, as tables write a base. */
export function baseText(base: { readonly name: string; readonly channel: string }): string {
  const [track, risk] = base.channel.split('/');
  return `${base.name}@${track}${risk === undefined || risk === 'stable' ? '' : `/${risk}`}`;
}

export function machineSection(machines: readonly MachineInfo[]): string {
  const header = ['Machine', 'State', 'Address', 'Inst id', 'Base', 'AZ', 'Message'];
  const rows = machines.map((machine) => [
    machine.id,
    machine.agentStatus.status,
    machine.interfaces.flatMap((device) => device.addresses)[0]?.value ?? '',
    machine.instanceId,
    baseText(machine.base),
    machine.availabilityZone,
    shortMessage(machine.instanceStatus.message),
  ]);
  return columns([header, ...rows]);
}

function relationSection(view: StatusView): string {
  const provider = view.model.version.startsWith('2.') ? 'Relation provider' : 'Integration provider';
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const rows = [...view.relations]
    .sort((a, b) => order(a.provider, b.provider) || order(a.requirer, b.requirer))
    .map((relation) => {
      const told = relation.message === '' ? relation.status : `${relation.status} - ${relation.message}`;
      const isQuiet = relation.status === 'joined';
      return [relation.provider, relation.requirer, relation.interface, relation.type, isQuiet ? '' : told];
    });
  return columns([[provider, 'Requirer', 'Interface', 'Type', 'Message'], ...rows]);
}
