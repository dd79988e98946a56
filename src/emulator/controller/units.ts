/** Units and applications: more of them, fewer of them, and the user's answer to a failed hook. */
import type { Placement } from '../charm/placement.ts';
import { destroyApplication, destroyUnit, type Store, setLeader, type UnitEnd } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';
import { makeUnits } from './deploy.ts';
import { applicationNamed, unitNamed } from './lookup.ts';
import { attachFromStart } from './storage.ts';

/** Returns the names of the new units; the first of them is given the storage that is named. */
export function addUnits(
  store: Store,
  name: string,
  count: number,
  to: readonly Placement[] = [],
  storage: readonly string[] = [],
): string[] {
  const { model } = store;
  const units = model.transact(() => {
    const application = applicationNamed(model, name);
    if (application.subordinate) {
      refuse('not-valid', `cannot add unit 1/${count} to application ${goQuote(name)}: application is a subordinate`);
    }
    if (application.life !== 'alive') {
      refuse(
        'not-alive',
        `cannot add unit 1/${count} to application ${goQuote(name)}: application is not found or not alive`,
      );
    }
    const made = makeUnits(store, name, count, to);
    attachFromStart(model, made[0], storage);
    return made;
  });
  store.commit();
  return units;
}

export function removeUnits(store: Store, names: readonly string[], end: UnitEnd = {}): string[] {
  const { model } = store;
  const removed = model.transact(() =>
    names.map((name) => {
      const unit = unitNamed(model, name);
      if (unit.principal !== null && end.force !== true) {
        refuse(
          'not-supported',
          `unit ${goQuote(unit.name)} is a subordinate, to remove use remove-relation. Note: this will remove all units of ${goQuote(unit.application)}`,
        );
      }
      destroyUnit(model, unit.name, end);
      return unit.name;
    }),
  );
  store.commit();
  return removed;
}

export function removeApplication(store: Store, name: string, end: UnitEnd = {}): void {
  const { model } = store;
  model.transact(() => {
    applicationNamed(model, name);
    destroyApplication(model, name, end);
  });
  store.commit();
}

/** `juju resolved`: try the failed hook again, or count it as done. */
export function resolveUnit(store: Store, name: string, retry: boolean): void {
  const { model } = store;
  const unit = unitNamed(model, name);
  const failed = model.unitAgents.get(unit.name).current?.step === 'failed';
  if (!failed) refuse('not-valid', `unit ${goQuote(unit.name)} is not in an error state`);
  model.units.patch(unit.name, { resolution: retry ? 'retry' : 'no-retry' });
  store.commit();
}

/** Moves the leadership as if the leader's lease had run out and another had claimed it. */
export function changeLeader(store: Store, name: string): void {
  const unit = unitNamed(store.model, name);
  if (unit.life !== 'alive') refuse('not-alive', `unit ${goQuote(unit.name)} is not alive`);
  setLeader(store.model, unit.application, unit.name);
  store.commit();
}
