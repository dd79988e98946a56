/**
 * Relations as plain data, so that what a relation amounts to can be worked out, and tried, without Juju.
 * Every reader of a relation in this room takes these bags and gives a `Readiness`.
 */
import { invalid, type Readiness } from '../../ops/index.ts';

/** One databag. A key that holds an empty string is a key that is not there. */
export type Bag = Readonly<Record<string, string>>;

export interface UnitBag {
  /** Name of the remote unit, for example "mysql/0". */
  readonly unit: string;
  readonly bag: Bag;
}

/** What the other side of one relation has said. */
export interface RelationBags {
  /** Name of our endpoint. */
  readonly endpoint: string;
  readonly id: number;
  readonly remoteApp: string;
  /** Bags of the units that are there now; never one that is departing. */
  readonly units: readonly UnitBag[];
  readonly appBag: Bag;
  /** What our own unit has published there so far. */
  readonly ours: Bag;
}

/** The value of a key, or null when it is absent or empty. */
export function bagValue(bag: Bag, key: string): string | null {
  const text = Object.hasOwn(bag, key) ? bag[key] : undefined;
  return text === undefined || text === '' ? null : text;
}

function unitNumber(unit: string): number {
  return Number.parseInt(unit.slice(unit.lastIndexOf('/') + 1), 10);
}

/** Orders unit names by application and then by number: mysql/9 before mysql/10. */
export function compareUnits(left: string, right: string): number {
  const leftApp = left.slice(0, left.lastIndexOf('/'));
  const rightApp = right.slice(0, right.lastIndexOf('/'));
  if (leftApp !== rightApp) return leftApp < rightApp ? -1 : 1;
  return unitNumber(left) - unitNumber(right);
}

/** A relation's units in the order of their numbers, whatever order they came in. */
export function unitsInOrder(relation: RelationBags): readonly UnitBag[] {
  return [...relation.units].sort((left, right) => compareUnits(left.unit, right.unit));
}

/** Relations in the order in which they were made. */
export function relationsInOrder(relations: readonly RelationBags[]): readonly RelationBags[] {
  return [...relations].sort((left, right) => left.id - right.id);
}

/** Puts the endpoint and the remote unit (or application) before each problem: "amqp: rabbitmq-server/0: ssl_port: ...". */
export function problemsFrom(endpoint: string, sender: string, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${endpoint}: ${sender}: ${problem}`);
}

/** Reads a bag and says in each problem who sent it. */
export function readFrom<T>(
  relation: RelationBags,
  sender: string,
  bag: Bag,
  schema: { readiness(bag: Bag): Readiness<T> },
): Readiness<T> {
  const reading = schema.readiness(bag);
  return reading.kind === 'invalid' ? invalid(problemsFrom(relation.endpoint, sender, reading.problems)) : reading;
}

/**
 * Chooses among several answers to one question: the first ready one; otherwise everything that is wrong;
 * otherwise the answer that lacks least. No answers at all are absent.
 */
export function firstReady<T>(readings: readonly Readiness<T>[]): Readiness<T> {
  const problems: string[] = [];
  let nearest: Readiness<T> | null = null;
  for (const reading of readings) {
    if (reading.kind === 'ready') return reading;
    if (reading.kind === 'invalid') problems.push(...reading.problems);
    if (reading.kind === 'incomplete') {
      const lacksLess = nearest?.kind !== 'incomplete' || reading.missing.length < nearest.missing.length;
      if (lacksLess) nearest = reading;
    }
  }
  if (problems.length > 0) return invalid([...new Set(problems)]);
  return nearest ?? { kind: 'absent' };
}

/** Values that stand for "nothing" on Keystone's and its charm's wires; such a key counts as absent. */
export function withoutPseudoValues(bag: Bag): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== '__null__' && value !== 'None'));
}
