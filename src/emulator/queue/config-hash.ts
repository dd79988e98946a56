/** What config-changed is about, as one word: settings, trust and the machine's addresses. */
import { createHash } from 'node:crypto';
import type { Application, MachineInfo, Model, Unit } from '../model/index.ts';

const applicationHashes = new WeakMap<Application, string>();
const machineHashes = new WeakMap<MachineInfo, string>();

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** Entities are never changed in place, so that a hash found once holds for that very value. */
function remembered<Key extends object>(known: WeakMap<Key, string>, key: Key, value: (key: Key) => unknown): string {
  const found = known.get(key) ?? hash(value(key));
  known.set(key, found);
  return found;
}

/** Sorted, since setting a key back to what it was must give the hash that was. */
function applicationFacts(application: Application): unknown {
  const settings = Object.entries(application.config).sort(([a], [b]) => (a < b ? -1 : 1));
  return [settings, application.trust, application.bindings];
}

/** Differs from the one remembered when config-changed is owed. */
export function configHash(model: Model, unit: Unit): string {
  const application = model.applications.get(unit.application);
  const machine = model.machines.get(unit.machine);
  const settings = remembered(applicationHashes, application, applicationFacts);
  const addresses = remembered(machineHashes, machine, (value) => value.interfaces);
  return `${settings}-${addresses}`;
}
