/** A unit's machine and what Juju knows of the unit, as a value: taken at one moment and put back as often as wanted. */
import type { State } from '../../../../src/ops/testing/index.ts';
import type { FakeDirectory, FakeFile } from '../../../fakes/fake-host.ts';
import { AstaraMachine } from '../../charm/astara-machine.ts';
import { FakeServers } from '../../charm/fake-servers.ts';

interface MachineImage {
  readonly contents: readonly (readonly [string, FakeFile])[];
  readonly directories: readonly (readonly [string, FakeDirectory])[];
  readonly links: readonly (readonly [string, string])[];
  readonly users: readonly (readonly [string, number])[];
  readonly groups: readonly (readonly [string, number])[];
  readonly service: Pick<
    AstaraMachine,
    'running' | 'enabled' | 'masked' | 'starts' | 'candidate' | 'installed' | 'joinsAs'
  >;
  readonly time: number;
}

/** A unit between two of its hooks, or where it has died. Two that are alike have the same id. */
export interface Snapshot {
  readonly id: number;
  readonly state: State;
  readonly image: MachineImage;
}

const hostOptions = (unitId: number) => ({
  hostname: `node${unitId + 1}`,
  addresses: [{ address: `10.0.0.${9 + unitId}`, family: 4 as const, cidr: `10.0.0.${9 + unitId}/24` }],
});

export function newMachine(unitId: number): AstaraMachine {
  const machine = new AstaraMachine(new FakeServers(), hostOptions(unitId));
  machine.joinsAs = `node${unitId + 1}`;
  return machine;
}

export function imageOf(machine: AstaraMachine): MachineImage {
  const { host, running, enabled, masked, starts, candidate, installed, joinsAs } = machine;
  return {
    contents: [...host.contents],
    directories: [...host.directories],
    links: [...host.links],
    users: [...host.users],
    groups: [...host.groups],
    service: { running, enabled, masked, starts, candidate, installed, joinsAs },
    time: host.clock.time,
  };
}

export function machineFrom(image: MachineImage, unitId: number): AstaraMachine {
  const machine = newMachine(unitId);
  const { host } = machine;
  const tables = [
    [host.contents, image.contents],
    [host.directories, image.directories],
    [host.links, image.links],
    [host.users, image.users],
    [host.groups, image.groups],
  ] as const;
  for (const [table] of tables) table.clear();
  for (const [path, file] of image.contents) host.contents.set(path, file);
  for (const [path, directory] of image.directories) host.directories.set(path, directory);
  for (const [path, target] of image.links) host.links.set(path, target);
  for (const [name, id] of image.users) host.users.set(name, id);
  for (const [name, id] of image.groups) host.groups.set(name, id);
  Object.assign(machine, image.service);
  host.clock.time = image.time;
  machine.refresh();
  return machine;
}

/** Gives alike snapshots one id, so that what follows from them is worked out once. */
export class Snapshots {
  readonly #known = new Map<string, Snapshot>();

  of(state: State, image: MachineImage): Snapshot {
    const { time: _time, ...lasting } = image;
    const { eventCount: _count, ...known } = state;
    const sorted = [...lasting.contents].sort(([one], [other]) => (one < other ? -1 : 1));
    const key = JSON.stringify([known, { ...lasting, contents: sorted }]);
    const found = this.#known.get(key) ?? { id: this.#known.size, state, image };
    this.#known.set(key, found);
    return found;
  }
}
