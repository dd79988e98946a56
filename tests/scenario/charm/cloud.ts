/** A cloud in which everything is in order, for tests to take something away from. Databags as the real peers write them. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { AstaraOrchestratorCharm } from '../../../src/charm/charm.ts';
import {
  Context,
  network,
  type Outcome,
  peerRelation,
  type Relation,
  relation,
  type State,
  type StateInput,
  state,
  subordinateRelation,
  type TestEvent,
} from '../../../src/ops/testing/index.ts';
import type { FakeHostOptions } from '../../fakes/fake-host.ts';
import { AstaraMachine } from './astara-machine.ts';
import { FakeServers } from './fake-servers.ts';
import { keystoneAnswer, networkIds } from './peer-answers.ts';

export { keystoneAnswer, networkIds };

/** Relations by name, so that a test can replace one; ids are fixed, so that texts are too. */
export function cloudRelations(): Record<string, Relation> {
  return {
    database: relation({
      endpoint: 'shared-db',
      id: 1,
      remoteApp: 'mysql',
      remoteUnits: { 0: { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' } },
    }),
    messaging: relation({
      endpoint: 'amqp',
      id: 2,
      remoteApp: 'rabbitmq-server',
      remoteUnits: { 0: { hostname: '10.0.0.30', 'private-address': '10.0.0.30', password: 'rabbit-secret' } },
    }),
    identity: relation({
      endpoint: 'identity-service',
      id: 3,
      remoteApp: 'keystone',
      remoteUnits: { 0: keystoneAnswer },
    }),
    astara: relation({
      endpoint: 'astara-orchestrator',
      id: 4,
      remoteApp: 'astara-neutron-api',
      remoteUnits: { 0: networkIds },
    }),
    principal: subordinateRelation({
      endpoint: 'neutron-plugin',
      id: 5,
      remoteApp: 'nova-compute',
      remoteUnitData: { default_availability_zone: 'nova' },
    }),
    cluster: peerRelation({ endpoint: 'cluster', id: 6 }),
  };
}

export const zookeeper = (ids: readonly number[] = [0, 1, 2]): Relation =>
  relation({
    endpoint: 'zookeeper',
    id: 7,
    remoteApp: 'zookeeper',
    remoteUnits: Object.fromEntries(
      ids.map((id) => [id, { port: '2181', rest_port: '9998', 'private-address': `10.0.0.6${id}` }]),
    ),
  });

/** The cloud's relations with some replaced, added or (null) taken away. */
export function relationsWith(changes: Record<string, Relation | null>): Relation[] {
  const all: Record<string, Relation | null> = { ...cloudRelations(), ...changes };
  return Object.values(all).filter((one) => one !== null);
}

/** Peers that have said who they are. */
export function peers(
  units: Readonly<Record<number, Record<string, string>>>,
  app: Record<string, string> = {},
): Relation {
  return peerRelation({ endpoint: 'cluster', id: 6, peers: units, localAppData: app });
}

const charmRoot = new URL('../../../', import.meta.url).pathname;

/** The charm's YAML files, read once: there are tests that make thousands of contexts. */
export const charmFiles = Object.fromEntries(
  (['meta', 'config', 'actions'] as const).map((name) => {
    const file = name === 'meta' ? 'metadata' : name;
    return [name, parse(readFileSync(`${charmRoot}${file}.yaml`, 'utf8'))];
  }),
);

export interface CloudOptions {
  readonly unitId?: number;
  readonly host?: FakeHostOptions;
  /** Of another unit, when both meet at the same ones. */
  readonly servers?: FakeServers;
}

/** A charm on a machine among servers; run one hook after the other. */
export class Cloud {
  readonly servers: FakeServers;
  readonly machine: AstaraMachine;
  readonly context: Context<AstaraOrchestratorCharm>;
  now: State;

  constructor(input: StateInput = {}, options: CloudOptions = {}) {
    this.servers = options.servers ?? new FakeServers();
    this.machine = new AstaraMachine(this.servers, options.host);
    this.context = new Context(
      (framework) =>
        new AstaraOrchestratorCharm(framework, this.machine.host, this.servers, {
          metadataSecret: () => 'leaders-metadata-secret',
        }),
      { ...charmFiles, charmDir: '/charm', unitId: options.unitId ?? 0, principalUnit: 'nova-compute/0' },
    );
    const addresses = ['shared-db', 'public', 'internal', 'admin'].map((name) =>
      network({ binding: name, address: '10.0.0.9' }),
    );
    this.now = state({ leader: true, relations: Object.values(cloudRelations()), networks: addresses, ...input });
  }

  /** Runs a hook on the state as it is, and keeps what it leaves. */
  async run(event: TestEvent): Promise<Outcome<AstaraOrchestratorCharm>> {
    const out = await this.context.run(event, this.now);
    this.now = out.state;
    return out;
  }

  configChanged(config: StateInput['config'] = this.now.config): Promise<Outcome<AstaraOrchestratorCharm>> {
    this.now = { ...this.now, config };
    return this.run(this.context.on.configChanged());
  }

  updateStatus(): Promise<Outcome<AstaraOrchestratorCharm>> {
    return this.run(this.context.on.updateStatus());
  }

  /** Puts a relation in place of the one with the same id, or adds it, and runs its changed hook. */
  changed(next: Relation): Promise<Outcome<AstaraOrchestratorCharm>> {
    this.put(next);
    return this.run(this.context.on.relationChanged(this.find(next.id)));
  }

  put(next: Relation): void {
    const others = this.now.relations.filter((one) => one.id !== next.id);
    const before = this.now.relations.find((one) => one.id === next.id);
    const own = before === undefined ? {} : { localUnitData: before.localUnitData, localAppData: before.localAppData };
    this.now = { ...this.now, relations: [...others, { ...next, ...own }] };
  }

  /** The relation's broken hook, after which it is gone. */
  async broken(id: number): Promise<Outcome<AstaraOrchestratorCharm>> {
    const out = await this.run(this.context.on.relationBroken(this.find(id)));
    this.now = { ...this.now, relations: this.now.relations.filter((one) => one.id !== id) };
    return out;
  }

  find(id: number): Relation {
    const found = this.now.relations.find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no relation ${id}`);
    return found;
  }

  status(): string {
    return `${this.now.unitStatus.name}: ${this.now.unitStatus.message}`;
  }
}
