/** Units side by side before their database answers, and what became of them when nothing more happens. */
import { network, relation, type State, state } from '../../../../src/ops/testing/index.ts';
import { cloudRelations, peers, zookeeper } from '../../charm/cloud.ts';
import { newMachine, type Snapshot } from './machine-image.ts';
import { Moves } from './moves.ts';
import { type HookName, ReplayedUnit } from './replayed-unit.ts';
import { type Faults, rivalOf, type Schema, serves, type World } from './world.ts';

export const noFaults: Faults = { deposed: 0, killed: 0, failing: 0, outages: 0, cut: 0 };
export const empty: Schema = { tables: [], revision: null };

export class Stage {
  readonly moves: Moves;
  readonly #start: World;

  private constructor(moves: Moves, start: World) {
    this.moves = moves;
    this.#start = start;
  }

  /** Units that have installed Astara and wait for the database's answer. */
  static async open(count: number): Promise<Stage> {
    const units = Array.from({ length: count }, (_, id) => new ReplayedUnit(id));
    const moves = new Moves(units);
    const rivals = units.map((unit) => {
      const snapshot = unit.snapshot(firstState(unit.id, count), newMachine(unit.id));
      moves.remember(unit.id, snapshot);
      const { id } = snapshot;
      return { place: null, queue: [], connected: false, program: null, snapshot: id, serving: false };
    });
    const nothing = {
      app: {},
      said: units.map(() => ({})),
      schema: empty,
      up: true,
      lock: null,
      excludes: true,
      late: null,
    };
    const start = { ...nothing, leader: 0, rivals, left: noFaults, ended: 0, worked: 0 };
    const stage = new Stage(moves, start);
    const installed = await stage.settled(start, ['configChanged']);
    return new Stage(
      moves,
      stage.withSnapshots(installed, (snapshot) => ({ ...snapshot, state: answered(snapshot.state, count) })),
    );
  }

  /** The same units before the hooks in which all happens; `from`: another world than that in which they wait. */
  before(hooks: readonly (readonly HookName[])[], changes: Partial<World>, from = this.#start): World {
    const rivals = from.rivals.map((rival, unit) => ({ ...rival, queue: hooks[unit] ?? [] }));
    return { ...from, rivals, ended: 0, worked: 0, ...changes };
  }

  /** Lets those units have a newer Astara to upgrade to, in the config-changed hook that tells of it. */
  withNewVersion(world: World, units: readonly number[]): World {
    return this.withSnapshots(world, (snapshot, unit) => {
      if (!units.includes(unit)) return snapshot;
      const { state: said, image } = snapshot;
      const config = { ...said.config, 'openstack-origin': 'ppa:astara-drivers/astara' };
      return { state: { ...said, config }, image: { ...image, service: { ...image.service, candidate: '10.0.0-1' } } };
    });
  }

  withSnapshots(world: World, edit: (snapshot: Snapshot, unit: number) => Omit<Snapshot, 'id'>): World {
    const rivals = world.rivals.map((rival, id) => {
      const { state: said, image } = edit(this.moves.snapshotOf(world, id), id);
      const unit = this.moves.units[id];
      if (unit === undefined) throw new Error(`there is no unit ${id}`);
      return { ...rival, snapshot: this.moves.remember(id, unit.like(said, image)) };
    });
    return { ...world, rivals };
  }

  /** Runs what is queued, unit by unit, and then some undisturbed hooks of each. */
  async settled(
    world: World,
    hooks: readonly HookName[] = ['cluster', 'updateStatus', 'configChanged'],
  ): Promise<World> {
    let now: World = { ...world, left: noFaults };
    // Restarts take turns, and a turn is passed on in a hook of the leader's.
    for (let round = 0; round < 2 * this.moves.units.length; round += 1) {
      for (const unit of this.moves.units.keys()) {
        const elected: readonly HookName[] = round === 0 && now.leader === unit ? ['leaderElected'] : [];
        const rivals = now.rivals.map((one, at) =>
          at === unit ? { ...one, queue: [...one.queue, ...(hooks.length > 1 ? elected : []), ...hooks] } : one,
        );
        now = await this.#alone({ ...now, rivals }, unit);
      }
    }
    return now;
  }

  async #alone(world: World, unit: number): Promise<World> {
    let now = world;
    for (let steps = 0; ; steps += 1) {
      const move = await this.moves.step(now, unit);
      if (move === null) return now;
      if (steps > 2000) throw new Error(`unit ${unit} comes to no end: ${move.what}`);
      now = move.world;
    }
  }

  /** What is wrong with a world that has settled. */
  troubles(world: World, wanted: World): readonly string[] {
    const found = differences(this.picture(wanted), this.picture(world));
    if (world.lock !== null) found.push('the lock is not free');
    const versions = world.rivals.map((_, unit) => this.moves.snapshotOf(world, unit).image.service.installed ?? '');
    for (const [unit, version] of versions.entries()) {
      const { state: said, image } = this.moves.snapshotOf(world, unit);
      const status = `${said.unitStatus.name}: ${said.unitStatus.message}`;
      if (status !== 'active: Unit is ready') found.push(`unit ${unit} is ${status}`);
      if (!image.service.running) found.push(`the service of unit ${unit} is down`);
      if (!serves(world.schema, version))
        found.push(`the schema ${JSON.stringify(world.schema)} is not that of ${version}`);
      const conf = new Map(image.contents).get('/etc/astara/astara.conf')?.content ?? '';
      const secret = /^neutron_metadata_proxy_shared_secret = (.*)$/m.exec(conf)?.[1];
      if (secret !== world.app['cluster:6']?.['metadata-secret']) found.push(`unit ${unit} has another secret`);
      if (rivalOf(world, unit).connected) found.push(`unit ${unit} holds a connection`);
    }
    return found;
  }

  /** What must be the same whatever happened, each in a line. */
  picture(world: World): ReadonlyMap<string, string> {
    const lines = new Map<string, string>([
      ['schema', JSON.stringify(world.schema)],
      ['application', masked(JSON.stringify(sorted(world.app)))],
    ]);
    for (const unit of world.rivals.keys()) {
      const { state: said, image } = this.moves.snapshotOf(world, unit);
      for (const [path, file] of image.contents) {
        if (!/^\/(?:proc|run)\//.test(path)) lines.set(`${unit} ${path}`, masked(`${file.mode} ${file.content}`));
      }
      for (const one of said.relations) lines.set(`${unit} ${one.endpoint}`, JSON.stringify(sorted(one.localUnitData)));
      lines.set(`${unit} says`, JSON.stringify(sorted(world.said[unit] ?? {})));
    }
    return lines;
  }
}

/** What is not the same, each in a line. */
function differences(wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] {
  return [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((key) => wanted.get(key) !== found.get(key))
    .map((key) => `${key}: ${wanted.get(key)?.slice(0, 300)} became ${found.get(key)?.slice(0, 300)}`);
}

function sorted(value: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(value)
    .map(([key, one]) => [key, typeof one === 'object' && one !== null ? Object.entries(one).sort() : one])
    .sort();
}

/** Who invented the secret, and whose address stands in the catalogue, is the first leader's choice that Juju took in. */
function masked(text: string): string {
  return text.replace(/invented-by-\d+/g, 'invented').replace(/(endpoint-unit","astara-orchestrator\/)\d+/, '$1N');
}

function firstState(unit: number, count: number): State {
  const others = Object.fromEntries(
    Array.from({ length: count }, (_, id) => id)
      .filter((id) => id !== unit)
      .map((id) => [id, {}]),
  );
  const silent = relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: { 0: {} } });
  const address = `10.0.0.${9 + unit}`;
  return state({
    leader: true,
    plannedUnits: count,
    relations: Object.values({ ...cloudRelations(), database: silent, cluster: peers(others), zookeeper: zookeeper() }),
    networks: ['shared-db', 'public', 'internal', 'admin'].map((binding) => network({ binding, address })),
    config: {
      'ssh-public-key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample operator',
      'os-public-hostname': 'astara.example',
      'os-internal-hostname': 'astara.example',
      'os-admin-hostname': 'astara.example',
    },
  });
}

function answered(before: State, count: number): State {
  const allowed = Array.from({ length: count }, (_, id) => `astara-orchestrator/${id}`).join(' ');
  const bag = { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: allowed };
  const relations = before.relations.map((one) => {
    if (one.id !== 1 || one.kind !== 'relation') return one;
    return { ...one, remoteUnits: { 0: bag } };
  });
  return { ...before, relations };
}
