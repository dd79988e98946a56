/** `juju status <selector>...`: what is kept of a status when the user asks for a part of it. */
import { isUnitName } from '../model/names.ts';
import type { ApplicationView, StatusView, UnitView } from './status-view.ts';

const workloadWords = new Set(['active', 'blocked', 'waiting', 'maintenance', 'error', 'unknown', 'terminated']);
const agentWords = new Set(['allocating', 'executing', 'idle', 'lost', 'failed', 'started', 'pending']);

/** `*` stands for any text, as in Juju's patterns. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(text);
}

function isKept(unit: UnitView, application: string, selectors: readonly string[]): boolean {
  return selectors.some((selector) => {
    if (workloadWords.has(selector) && unit.workload.current === selector) return true;
    if (agentWords.has(selector) && unit.agent.current === selector) return true;
    if (/^\d+$/.test(selector)) return unit.machine === selector;
    if (/^\d+(-\d+)?\/[a-z]+$/.test(selector)) return unit.ports.includes(selector);
    return selector.includes('/') || isUnitName(selector)
      ? matches(selector, unit.name)
      : matches(selector, application) || matches(selector, unit.name.slice(0, unit.name.indexOf('/')));
  });
}

/** A unit is kept when it or a subordinate of it is asked for; its other subordinates are then left out. */
function keptUnit(unit: UnitView, application: string, selectors: readonly string[]): UnitView | null {
  if (isKept(unit, application, selectors)) return unit;
  const subordinates = unit.subordinates.filter((each) =>
    isKept(each, each.name.slice(0, each.name.indexOf('/')), selectors),
  );
  return subordinates.length === 0 ? null : { ...unit, subordinates };
}

/** The part of a status that the selectors name; all of it when there are none. */
export function filterStatus(view: StatusView, selectors: readonly string[]): StatusView {
  if (selectors.length === 0) return view;
  const shown = new Set<string>();
  const machines = new Set(selectors.filter((selector) => /^\d+$/.test(selector)));
  const note = (unit: UnitView): void => {
    shown.add(unit.name.slice(0, unit.name.indexOf('/')));
    machines.add(unit.machine);
    for (const subordinate of unit.subordinates) note(subordinate);
  };
  const trimmed = view.applications.map((application): ApplicationView => {
    const units = application.units
      .map((unit) => keptUnit(unit, application.name, selectors))
      .filter((unit) => unit !== null);
    for (const unit of units) note(unit);
    return { ...application, units };
  });
  const isShown = (application: ApplicationView): boolean =>
    shown.has(application.name) || selectors.some((selector) => matches(selector, application.name));
  const applications = trimmed.filter(isShown);
  const names = new Set(applications.map((application) => application.name));
  return {
    ...view,
    applications,
    machines: view.machines.filter((machine) => machines.has(machine.id)),
    relations: view.relations.filter((relation) =>
      [relation.provider, relation.requirer].some((end) => names.has(end.slice(0, end.indexOf(':')))),
    ),
  };
}
