/** What `juju status` shows, as one value; the printers only lay it out. */
import {
  type Application,
  type Base,
  bindableEndpoints,
  isPeer,
  jujuInfo,
  type MachineInfo,
  type Model,
  type OpenedPort,
  type Relation,
  type StorageInstance,
  type Unit,
} from '../model/index.ts';
import { machineAddress, spaceOf } from '../model/network.ts';
import { shownStatus } from '../model/unit-status.ts';
import type { GoValue } from '../tools/go-value.ts';
import { compareNaturally } from '../tools/natural-order.ts';
import { inNaturalOrder } from './columns.ts';
import { storageDocument } from './storage-view.ts';
import type { Zone } from './time.ts';

export interface StatusLine {
  readonly current: string;
  readonly message: string;
  /** Null when nobody has set it. */
  readonly since: number | null;
}

export interface UnitView {
  readonly name: string;
  readonly workload: StatusLine;
  readonly agent: StatusLine;
  readonly leader: boolean;
  readonly upgradingFrom: string | null;
  readonly machine: string;
  readonly ports: readonly string[];
  readonly address: string;
  readonly version: string;
  readonly life: string;
  readonly subordinates: readonly UnitView[];
}

export interface RelatedView {
  readonly endpoint: string;
  readonly application: string;
  readonly interface: string;
  readonly scope: string;
}

export interface ApplicationView {
  readonly name: string;
  readonly charmUrl: string;
  readonly charmName: string;
  readonly charmRevision: number;
  readonly charmVersion: string;
  readonly base: Base;
  readonly exposed: boolean;
  readonly life: string;
  readonly status: StatusLine;
  readonly relations: readonly RelatedView[];
  readonly subordinateTo: readonly string[];
  /** Principal units only; a subordinate's are with their principals. */
  readonly units: readonly UnitView[];
  /** `2`, or `1/2` while some are being made. */
  readonly scale: string;
  readonly version: string;
  readonly bindings: Readonly<Record<string, string>>;
}

export interface RelationView {
  readonly provider: string;
  readonly requirer: string;
  readonly interface: string;
  readonly type: 'regular' | 'subordinate' | 'peer';
  readonly status: string;
  readonly message: string;
}

export interface StatusView {
  readonly model: {
    readonly name: string;
    readonly type: string;
    readonly controller: string;
    readonly cloud: string;
    readonly region: string;
    readonly version: string;
    readonly sla: string;
    readonly status: StatusLine;
  };
  readonly now: number;
  readonly machines: readonly MachineInfo[];
  readonly applications: readonly ApplicationView[];
  readonly relations: readonly RelationView[];
  readonly storage: (zone: Zone) => GoValue;
  readonly storageInstances: readonly StorageInstance[];
}

/** Worst last, as Juju derives an application's status from its units. */
const severity = ['unknown', 'terminated', 'active', 'waiting', 'maintenance', 'blocked', 'error'];

function line(status: { readonly status: string; readonly message: string; readonly since: number }): StatusLine {
  return { current: status.status, message: status.message, since: status.since };
}

/** The status of an application: what its leader set, else the worst of its units. */
export function applicationStatus(model: Model, application: Application): StatusLine {
  if (application.status !== null) return line(application.status);
  const units = model.unitsOf(application.name).map((unit) => line(shownStatus(unit).workload));
  const none: StatusLine = { current: 'unknown', message: '', since: null };
  return units.reduce(
    (worst, unit) => (severity.indexOf(unit.current) > severity.indexOf(worst.current) ? unit : worst),
    none,
  );
}

/** `80/tcp`, `10-20/udp`, `icmp`; each once. */
export function portTexts(ports: readonly OpenedPort[]): readonly string[] {
  const sorted = [...ports].sort((a, b) => compareNaturally(a.protocol, b.protocol) || a.from - b.from);
  const texts = sorted.map(({ from, to, protocol }) => {
    if (protocol === 'icmp') return 'icmp';
    return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
  });
  return [...new Set(texts)];
}

function unitView(model: Model, unit: Unit): UnitView {
  const shown = shownStatus(unit);
  const application = model.applications.get(unit.application);
  const subordinates = model.subordinatesOf(unit.name).sort((a, b) => compareNaturally(a.name, b.name));
  return {
    name: unit.name,
    workload: line(shown.workload),
    agent: line(shown.agent),
    leader: application.leader === unit.name,
    upgradingFrom: unit.charmUrl !== '' && unit.charmUrl !== application.charmUrl ? unit.charmUrl : null,
    machine: unit.machine,
    ports: portTexts(unit.ports),
    address: model.machines.has(unit.machine) ? machineAddress(model, unit.machine) : '',
    version: unit.workloadVersion,
    life: unit.life,
    subordinates: subordinates.map((each) => unitView(model, each)),
  };
}

function relatedViews(model: Model, name: string): readonly RelatedView[] {
  return model.relationsOf(name).flatMap((relation) => {
    const local = relation.endpoints.find((endpoint) => endpoint.application === name);
    if (local === undefined || local.implicit === true) return [];
    const remote = relation.endpoints.find((endpoint) => endpoint !== local) ?? local;
    return [
      { endpoint: local.name, application: remote.application, interface: relation.interface, scope: relation.scope },
    ];
  });
}

function subordinateTo(model: Model, application: Application): readonly string[] {
  if (!application.subordinate) return [];
  const names = model
    .relationsOf(application.name)
    .filter((relation) => relation.scope === 'container' && !isPeer(relation))
    .flatMap((relation) => relation.endpoints.map((endpoint) => endpoint.application))
    .filter((name) => name !== application.name);
  return inNaturalOrder(new Set(names));
}

/** The space of each endpoint; that of `''` is the default. */
export function bindingsOf(model: Model, application: Application): Record<string, string> {
  const { metadata } = model.charms.get(application.charmUrl);
  const bound: Record<string, string> = { '': spaceOf(model, application.name, '') };
  for (const name of bindableEndpoints(metadata).sort()) bound[name] = spaceOf(model, application.name, name);
  return bound;
}

function scaleOf(units: readonly Unit[]): string {
  const working = units.filter((unit) => ['idle', 'executing'].includes(shownStatus(unit).agent.status)).length;
  return working === units.length ? String(working) : `${working}/${units.length}`;
}

function applicationView(model: Model, application: Application): ApplicationView {
  const charm = model.charms.get(application.charmUrl);
  const units = model.unitsOf(application.name);
  return {
    name: application.name,
    charmUrl: application.charmUrl,
    charmName: charm.metadata.name,
    charmRevision: charm.revision,
    charmVersion: charm.version,
    base: application.base,
    exposed: application.exposed,
    life: application.life,
    status: applicationStatus(model, application),
    relations: relatedViews(model, application.name),
    subordinateTo: subordinateTo(model, application),
    units: units.filter((unit) => unit.principal === null).map((unit) => unitView(model, unit)),
    scale: scaleOf(units),
    version: units.map((unit) => unit.workloadVersion).find((version) => version !== '') ?? '',
    bindings: bindingsOf(model, application),
  };
}

/** A relation's row; endpoints are written requirer first in the model and provider first here. */
export function relationView(model: Model, relation: Relation): RelationView {
  const [first, second] = relation.endpoints;
  const text = (endpoint: typeof first): string => `${endpoint?.application}:${endpoint?.name}`;
  const isSubordinate =
    relation.scope === 'container' &&
    relation.endpoints.some((endpoint) => model.applications.find(endpoint.application)?.subordinate === true);
  return {
    provider: text(second ?? first),
    requirer: text(first),
    interface: relation.interface || jujuInfo.interface,
    type: isPeer(relation) ? 'peer' : isSubordinate ? 'subordinate' : 'regular',
    status: relation.status.status,
    message: relation.status.message,
  };
}

/** Everything of a model, as it is at a moment. */
export function statusView(model: Model, now: number): StatusView {
  const info = model.current;
  const machines = [...model.machines.values()].sort((a, b) => compareNaturally(a.id, b.id));
  const storageInstances = [...model.storage.values()].sort((a, b) => compareNaturally(a.id, b.id));
  const applications = [...model.applications.values()].sort((a, b) => compareNaturally(a.name, b.name));
  return {
    model: {
      name: info.name,
      type: 'iaas',
      controller: info.controllerName,
      cloud: info.cloudName,
      region: info.region,
      version: info.jujuVersion,
      // Service levels went with Juju 4.
      sla: model.version.hasMetrics ? 'unsupported' : '',
      status: { current: info.destroying ? 'destroying' : 'available', message: '', since: info.created },
    },
    now,
    machines,
    applications: applications.map((application) => applicationView(model, application)),
    relations: [...model.relations.values()].map((relation) => relationView(model, relation)),
    storageInstances,
    storage: (zone) => storageDocument(model, storageInstances, zone),
  };
}
