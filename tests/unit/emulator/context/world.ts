/** A small model for the tests of contexts and hook tools: wordpress and mysql, two units each, a subordinate, and their relations. */
import { type ContextEnvironment, ContextFactory, type HookContext } from '../../../../src/emulator/context/index.ts';
import {
  type Application,
  type Charm,
  type CharmEndpoint,
  type CharmMetadata,
  type ConfigOption,
  enterScope,
  firstCounters,
  type Hook,
  type LogLine,
  Model,
  type ModelInfo,
  newRelationView,
  newUnitAgent,
  type Relation,
  type RelationHook,
  type RelationRole,
  type RelationScope,
  relationUnitKey,
  statusInfo,
  type Task,
  type Unit,
} from '../../../../src/emulator/model/index.ts';

export const now = Date.UTC(2026, 0, 2, 3, 4, 5);

export function endpoint(
  name: string,
  role: RelationRole,
  interface_: string,
  scope: RelationScope = 'global',
): CharmEndpoint {
  return { name, role, interface: interface_, scope, limit: null, optional: false };
}

function option(name: string, type: ConfigOption['type'], value: ConfigOption['default']): [string, ConfigOption] {
  return [name, { name, type, description: '', default: value }];
}

function byName(endpoints: readonly CharmEndpoint[], role: RelationRole): Record<string, CharmEndpoint> {
  return Object.fromEntries(endpoints.filter((one) => one.role === role).map((one) => [one.name, one]));
}

function charm(name: string, endpoints: readonly CharmEndpoint[], metadata: Partial<CharmMetadata> = {}): Charm {
  return {
    url: `local:${name}-0`,
    revision: 0,
    folder: `charms/${name}-0`,
    origin: `./${name}`,
    metadata: {
      name,
      summary: name,
      description: name,
      subordinate: false,
      provides: byName(endpoints, 'provider'),
      requires: byName(endpoints, 'requirer'),
      peers: byName(endpoints, 'peer'),
      extraBindings: ['public'],
      storage: {},
      resources: {},
      payloads: {},
      containers: {},
      assumes: [],
      series: [],
      minimumJujuVersion: null,
      charmUser: null,
      tags: [],
      terms: [],
      ...metadata,
    },
    options: Object.fromEntries([
      option('title', 'string', 'My Title'),
      option('empty', 'string', ''),
      option('port', 'int', 80),
      option('big', 'int', 1000000),
      option('ratio', 'float', 1.1),
      option('debug', 'boolean', false),
      option('unset', 'string', null),
    ]),
    actions: {},
    bases: [],
    lxdProfile: null,
    version: '',
    hasDispatch: true,
  };
}

function application(name: string, fields: Partial<Application> = {}): Application {
  return {
    name,
    life: 'alive',
    charmUrl: `local:${name}-0`,
    charmModifiedVersion: 0,
    subordinate: false,
    base: { name: 'ubuntu', channel: '24.04/stable' },
    config: {},
    trust: false,
    exposed: false,
    exposedEndpoints: {},
    unitCounter: 0,
    leader: `${name}/0`,
    leaderTerm: 1,
    leaderSettings: {},
    leaderSettingsVersion: 0,
    status: null,
    resources: {},
    bindings: {},
    storageDirectives: {},
    constraints: '',
    forceCharm: false,
    created: now,
    ...fields,
  };
}

export class World {
  readonly model = new Model();
  readonly lines: LogLine[] = [];
  readonly #factories = new Map<string, ContextFactory>();
  resources: Record<string, string> = {};
  time = now;

  constructor(jujuVersion = '3.6.8') {
    const info: ModelInfo = {
      name: 'default',
      uuid: '0c8f6f2e-6f1b-4c5a-8a59-0123456789ab',
      controllerName: 'emulator',
      cloudName: 'emulator',
      cloudType: 'manual',
      region: '',
      owner: 'admin',
      jujuVersion,
      machineMode: 'plain',
      defaultBase: null,
      architecture: 'amd64',
      created: now,
      destroying: false,
      config: {},
      spaces: { alpha: { id: '0', name: 'alpha', subnets: [] } },
      counters: firstCounters,
      clockOffset: 0,
      updateStatusRound: 0,
    };
    this.model.create(info);
    const db = endpoint('db', 'requirer', 'mysql');
    const server = endpoint('server', 'provider', 'mysql');
    const ring = endpoint('ring', 'peer', 'ring');
    const logging = endpoint('logging', 'requirer', 'logging', 'container');
    const logs = endpoint('logs', 'provider', 'logging');
    this.addApplication(charm('wordpress', [db, ring, logs, endpoint('cache', 'requirer', 'memcache')]));
    this.addApplication(charm('mysql', [server]));
    this.addApplication(charm('logger', [logging], { subordinate: true }), { subordinate: true });
    for (const name of ['wordpress/0', 'wordpress/1', 'mysql/0', 'mysql/1']) this.addUnit(name);
    this.addUnit('logger/0', 'wordpress/0');
    this.addUnit('logger/1', 'wordpress/1');
    this.relate(0, [['wordpress', ring]]);
    this.relate(1, [
      ['wordpress', db],
      ['mysql', server],
    ]);
    this.relate(2, [
      ['logger', logging],
      ['wordpress', logs],
    ]);
  }

  addApplication(of: Charm, fields: Partial<Application> = {}): void {
    this.model.charms.set(of.url, of);
    this.model.applications.set(of.metadata.name, application(of.metadata.name, fields));
  }

  patchCharm(name: string, fields: Partial<Charm>): void {
    this.model.charms.patch(`local:${name}-0`, fields);
  }

  addUnit(name: string, principal: string | null = null): void {
    const [app = '', number = ''] = name.split('/');
    const machine = principal === null ? String(this.model.machines.size) : this.model.units.get(principal).machine;
    if (principal === null) this.#addMachine(machine);
    const unit: Unit = {
      name,
      application: app,
      number: Number(number),
      machine,
      principal,
      life: 'alive',
      charmUrl: `local:${app}-0`,
      workloadStatus: statusInfo('waiting', 'installing agent', now),
      agentStatus: statusInfo('idle', '', now),
      workloadVersion: '',
      ports: [],
      payloads: [],
      metrics: [],
      resolution: null,
      forced: false,
      destroyStorage: false,
      created: now,
    };
    this.model.units.set(name, unit);
    this.model.unitAgents.set(name, newUnitAgent(name));
  }

  #addMachine(id: string): void {
    const value = `10.0.0.${Number(id) + 1}`;
    this.model.machines.set(id, {
      id,
      life: 'alive',
      mode: 'plain',
      hostname: `machine-${id}`,
      instanceId: `emulator-${id}`,
      base: { name: 'ubuntu', channel: '24.04/stable' },
      architecture: 'amd64',
      availabilityZone: '',
      interfaces: [
        { name: 'eth0', macAddress: '00:16:3e:00:00:01', addresses: [{ value, cidr: '10.0.0.0/24', space: 'alpha' }] },
      ],
      agentStatus: statusInfo('started', '', now),
      instanceStatus: statusInfo('running', '', now),
      boot: 1,
      bootId: '',
      kept: false,
      rebootRequested: false,
      created: now,
    });
  }

  /** Makes a relation and lets every unit of its applications enter scope and know of all others. */
  relate(id: number, sides: readonly (readonly [string, CharmEndpoint])[]): Relation {
    const endpoints = sides.map(([app, one]) => ({ ...one, application: app }));
    const relation: Relation = {
      id,
      key: endpoints.map((one) => `${one.application}:${one.name}`).join(' '),
      endpoints,
      scope: endpoints.some((one) => one.scope === 'container') ? 'container' : 'global',
      interface: endpoints[0]?.interface ?? '',
      life: 'alive',
      suspended: false,
      status: statusInfo('joined', '', now),
      applicationBags: Object.fromEntries(sides.map(([app]) => [app, { settings: {}, version: 0 }])),
      via: [],
    };
    this.model.relations.set(String(id), relation);
    for (const [app] of sides) for (const unit of this.model.unitsOf(app)) enterScope(this.model, relation, unit);
    for (const part of this.model.relationUnitsOf(id)) {
      const others = this.model
        .relationUnitsOf(id)
        .filter((other) => other.unit !== part.unit && other.container === part.container)
        .filter((other) => sides.length === 1 || other.unit.split('/')[0] !== part.unit.split('/')[0]);
      this.setMembers(
        id,
        part.unit,
        others.map((other) => other.unit),
      );
    }
    return relation;
  }

  setMembers(relationId: number, unit: string, members: readonly string[]): void {
    this.model.relationViews.set(relationUnitKey(relationId, unit), {
      ...newRelationView(unit, relationId),
      created: true,
      members: Object.fromEntries(members.map((name) => [name, 1])),
    });
  }

  factory(unit: string): ContextFactory {
    const known = this.#factories.get(unit);
    if (known !== undefined) return known;
    const environment: ContextEnvironment = {
      model: this.model,
      unit,
      now: () => this.time,
      log: (line) => this.lines.push(line),
      fetchResource: (name) => {
        const path = this.resources[name];
        if (path === undefined) throw new Error(`resource "${name}" not found`);
        return path;
      },
    };
    const made = new ContextFactory(environment);
    this.#factories.set(unit, made);
    return made;
  }

  /** A context for a hook of a unit; config-changed when not said. */
  hook(unit: string, hook: Hook = { kind: 'config-changed' }): HookContext {
    return this.factory(unit).forHook(hook);
  }

  action(unit: string, fields: Partial<Task> = {}): HookContext {
    return this.factory(unit).forTask({
      id: '4',
      operation: '3',
      kind: 'action',
      name: 'backup',
      unit,
      parameters: {},
      command: '',
      relationId: null,
      remoteUnit: null,
      timeout: 0,
      parallel: false,
      executionGroup: '',
      status: 'running',
      message: '',
      results: {},
      log: [],
      enqueued: now,
      started: now,
      completed: null,
      ...fields,
    });
  }
}

/** The hook of wordpress that mysql/0 causes in relation 1. */
export function dbHook(kind: RelationHook['kind'], remoteUnit: string | null = 'mysql/0'): RelationHook {
  return {
    kind,
    relationId: 1,
    endpoint: 'db',
    remoteApplication: 'mysql',
    remoteUnit,
    departingUnit: kind === 'relation-departed' ? remoteUnit : null,
    version: 1,
  };
}
