/** Juju's names: units, tags, relation keys. */

const unitPattern = /^([a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*)\/(0|[1-9][0-9]*)$/;
const applicationPattern = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/;

export function isUnitName(name: string): boolean {
  return unitPattern.test(name);
}

export function isApplicationName(name: string): boolean {
  return applicationPattern.test(name);
}

/** `mysql/0` to `mysql`. */
export function applicationOf(unit: string): string {
  const slash = unit.indexOf('/');
  return slash === -1 ? unit : unit.slice(0, slash);
}

/** `mysql/0` to 0. */
export function unitNumber(unit: string): number {
  return Number(unit.slice(unit.indexOf('/') + 1));
}

/** `mysql/0` to `unit-mysql-0`. */
export function unitTag(unit: string): string {
  return `unit-${unit.replace('/', '-')}`;
}

/** Sorts unit names by application and then by number, so that `u/2` comes before `u/10`. */
export function compareUnits(left: string, right: string): number {
  const applications = compareText(applicationOf(left), applicationOf(right));
  return applications === 0 ? unitNumber(left) - unitNumber(right) : applications;
}

/** Byte order, as Go sorts strings; never the locale's. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
