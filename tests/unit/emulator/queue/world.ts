/** Plays a model without a single process: asks the queue, takes each hook for done (or failed), and writes down what ran. */
import {
  type Application,
  addRelation,
  addUnit,
  type Charm,
  type CharmEndpoint,
  type CharmStorage,
  firstCounters,
  type Hook,
  hookName,
  isRelationHook,
  joinRelation,
  leaveRelation,
  localEndpoint,
  Model,
  type Relation,
  type RelationRole,
  type RelationScope,
  remoteEndpoint,
  removeUnit,
  statusInfo,
} from '../../../../src/emulator/model/index.ts';
import { completeHook } from '../../../../src/emulator/queue/completion.ts';
import { concernedUnits } from '../../../../src/emulator/queue/concerned.ts';
import { configHash } from '../../../../src/emulator/queue/config-hash.ts';
import type { UnitOperation } from '../../../../src/emulator/queue/operation.ts';
import { nextOperation } from '../../../../src/emulator/queue/resolver.ts';

export const now = Date.UTC(2026, 0, 2);

export interface TestApplication {
  readonly endpoints?: readonly CharmEndpoint[];
  readonly subordinate?: boolean;
  readonly storage?: readonly CharmStorage[];
}

export function endpoint(
  role: RelationRole,
  name: string,
  interfaceName = name,
  scope: RelationScope = 'global',
): CharmEndpoint {
  return { name, role, interface: interfaceName, scope, limit: null, optional: false };
}

export class World {
  readonly model = new Model();
  /** `unit hook remote-unit`, in the order of running. */
  readonly trace: string[] = [];
  /** Hooks (`unit hook`) that fail as long as they are in here. */
  readonly failing = new Set<string>();
  /** Called in the place of each hook. */
  onHook: (unit: string, hook: Hook) => void = () => {};

  #ready: Set<string> | null = null;

  constructor(jujuVersion = '3.6.8') {
    for (const table of this.model.tables()) {
      table.listen((change) => {
        if (this.#ready !== null) for (const unit of concernedUnits(this.model, change)) this.#ready.add(unit);
      });
    }
    this.model.create({
      name: 'test',
      uuid: '9f484882-2f18-4fd2-967d-db9663db7bea',
      controllerName: 'emulator',
      cloudName: 'localhost',
      cloudType: 'lxd',
      region: 'localhost',
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
    });
  }

  /** Deploys an application with so many units, each on a machine of its own. */
  deploy(
    name: string,
    units: number,
    { endpoints = [], subordinate = false, storage = [] }: TestApplication = {},
  ): void {
    const charm = charmOf(name, endpoints, subordinate, storage);
    this.model.charms.set(charm.url, charm);
    this.model.applications.set(name, applicationOf(name, charm.url, subordinate));
    for (const peer of endpoints.filter((one) => one.role === 'peer')) {
      addRelation(this.model, [{ ...peer, application: name }], now);
    }
    for (let count = 0; count < units; count += 1) this.addUnit(name);
  }

  addUnit(application: string, principal: string | null = null): string {
    return addUnit(this.model, { application, machine: this.addMachine(), principal }, now).name;
  }

  addMachine(): string {
    const id = String(this.model.next('machine'));
    this.model.machines.set(id, {
      id,
      life: 'alive',
      mode: 'plain',
      hostname: `host-${id}`,
      instanceId: `host-${id}`,
      base: { name: 'ubuntu', channel: '24.04/stable' },
      architecture: 'amd64',
      availabilityZone: '',
      interfaces: [
        {
          name: 'eth0',
          macAddress: '00:00:00:00:00:01',
          addresses: [{ value: `10.0.0.${10 + Number(id)}`, cidr: '10.0.0.0/24', space: 'alpha' }],
        },
      ],
      agentStatus: statusInfo('started', '', now),
      instanceStatus: statusInfo('running', '', now),
      boot: 1,
      bootId: '1',
      rebootRequested: false,
      kept: false,
      created: now,
    });
    return id;
  }

  /** Relates `wordpress:db` and `mysql:server`. */
  relate(requirer: string, provider: string): Relation {
    const endpoints = [requirer, provider].map((text) => {
      const [application = '', name = ''] = text.split(':');
      const { provides, requires } = this.model.charmOf(application).metadata;
      const found = { ...provides, ...requires }[name];
      const implicit: CharmEndpoint = { ...endpoint('provider', 'juju-info'), implicit: true };
      return { ...(found ?? implicit), application };
    });
    return addRelation(this.model, endpoints, now);
  }

  /** Runs everything that is to do, unit by unit in turn; returns what ran since the last call. */
  play(limit = 10_000): string[] {
    const start = this.trace.length;
    for (let steps = 0; steps < limit; steps += 1) {
      const busy = this.model.units.keys().filter((unit) => this.step(unit));
      if (busy.length === 0) return this.trace.slice(start);
    }
    throw new Error(`cannot settle: ${this.trace.slice(-8).join(', ')}`);
  }

  /** As {@link play}, but asks only units that a change concerns, as the settler does; none may be forgotten. */
  playConcerned(): void {
    const ready = new Set(this.model.units.keys());
    this.#ready = ready;
    for (const unit of ready) {
      ready.delete(unit);
      if (this.step(unit)) ready.add(unit);
    }
    this.#ready = null;
  }

  /** Does one operation of one unit; false when it had none. */
  step(unit: string): boolean {
    const operation = nextOperation(this.model, unit, { now, retry: false });
    if (operation !== null) this.model.transact(() => this.#do(unit, operation));
    return operation !== null;
  }

  /** What ran of one unit alone, without its name. */
  of(unit: string): string[] {
    return this.trace.filter((line) => line.startsWith(`${unit} `)).map((line) => line.slice(unit.length + 1));
  }

  #do(unit: string, operation: UnitOperation): void {
    const { model } = this;
    const agent = model.unitAgents.get(unit);
    const { application: name } = model.units.get(unit);
    const application = model.applications.get(name);
    switch (operation.kind) {
      case 'unpack': {
        const first = agent.charmUrl === '';
        const version = first ? { charmModifiedVersion: application.charmModifiedVersion } : {};
        model.unitAgents.patch(unit, { charmUrl: application.charmUrl, ...version });
        break;
      }
      case 'hook':
        this.#run(unit, operation.hook);
        break;
      case 'pass-over':
        if (agent.current !== null) this.#complete(unit, agent.current.hook);
        model.units.patch(unit, { resolution: null });
        break;
      case 'join-relation': {
        joinRelation(model, operation.relationId, unit, now);
        const relation = model.relation(operation.relationId);
        const local = localEndpoint(relation, name);
        const hook: Hook = {
          kind: 'relation-created',
          relationId: relation.id,
          endpoint: local?.name ?? '',
          remoteApplication: remoteEndpoint(relation, name)?.application ?? '',
          remoteUnit: null,
          departingUnit: null,
          version: 0,
        };
        if (local?.implicit === true) this.#complete(unit, hook);
        else this.#run(unit, hook);
        break;
      }
      case 'leave-relation':
        leaveRelation(model, operation.relationId, unit);
        break;
      case 'resign':
        model.unitAgents.patch(unit, { leader: false });
        break;
      case 'task':
        this.trace.push(`${unit} action ${model.tasks.get(operation.taskId).name}`);
        model.tasks.patch(operation.taskId, { status: 'completed' });
        break;
      case 'bury':
        removeUnit(model, unit, now);
        break;
    }
  }

  #run(unit: string, hook: Hook): void {
    const words = [unit, hookName(hook)];
    if (isRelationHook(hook) && hook.remoteUnit !== null) words.push(hook.remoteUnit);
    const line = words.join(' ');
    this.model.units.patch(unit, { resolution: null });
    if (this.failing.has(`${unit} ${hookName(hook)}`)) {
      this.trace.push(`${line} FAILS`);
      this.model.unitAgents.patch(unit, { current: { hook, step: 'failed', failures: 1, reason: 'exit status 1' } });
      return;
    }
    this.trace.push(line);
    this.onHook(unit, hook);
    this.#complete(unit, hook);
  }

  #complete(unit: string, hook: Hook): void {
    const { model } = this;
    const found = model.units.get(unit);
    const application = model.applications.get(found.application);
    const beginning = {
      configHash: configHash(model, found),
      charmModifiedVersion: application.charmModifiedVersion,
      leaderSettingsVersion: application.leaderSettingsVersion,
      boot: model.machines.get(found.machine).boot,
      updateStatusRound: model.current.updateStatusRound,
    };
    completeHook(model, unit, hook, beginning, now);
  }
}

function byName(endpoints: readonly CharmEndpoint[], role: RelationRole): Record<string, CharmEndpoint> {
  return Object.fromEntries(endpoints.filter((one) => one.role === role).map((one) => [one.name, one]));
}

function charmOf(
  name: string,
  endpoints: readonly CharmEndpoint[],
  subordinate: boolean,
  storage: readonly CharmStorage[],
): Charm {
  return {
    url: `local:${name}-0`,
    revision: 0,
    folder: `charms/${name}-0`,
    origin: `./${name}`,
    metadata: {
      name,
      summary: name,
      description: name,
      subordinate,
      provides: byName(endpoints, 'provider'),
      requires: byName(endpoints, 'requirer'),
      peers: byName(endpoints, 'peer'),
      extraBindings: [],
      storage: Object.fromEntries(storage.map((one) => [one.name, one])),
      resources: {},
      payloads: {},
      containers: {},
      assumes: [],
      series: [],
      minimumJujuVersion: null,
      charmUser: null,
      tags: [],
      terms: [],
    },
    options: {},
    actions: {},
    bases: [],
    lxdProfile: null,
    version: '',
    hasDispatch: true,
  };
}

function applicationOf(name: string, charmUrl: string, subordinate: boolean): Application {
  return {
    name,
    life: 'alive',
    charmUrl,
    charmModifiedVersion: 0,
    subordinate,
    base: { name: 'ubuntu', channel: '24.04/stable' },
    config: {},
    trust: false,
    exposed: false,
    exposedEndpoints: {},
    unitCounter: 0,
    leader: null,
    leaderTerm: 0,
    leaderSettings: {},
    leaderSettingsVersion: 0,
    status: null,
    resources: {},
    bindings: {},
    storageDirectives: {},
    constraints: '',
    forceCharm: false,
    created: now,
  };
}
