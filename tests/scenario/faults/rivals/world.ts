/**
 * What rival units share: Juju's election and databags, and a database server that behaves as MariaDB does where it
 * matters. Values only: a move makes a new world of an old one.
 */
import type { Bags, HookName, Place } from './replayed-unit.ts';

/** What may still go wrong, and how often. */
export interface Faults {
  /** Another unit becomes the leader, and the old one is not told. */
  readonly deposed: number;
  /** A unit's hook is killed, with its programs; the server learns of it later. */
  readonly killed: number;
  /** The migrating program fails before its next statement. */
  readonly failing: number;
  /** The database goes away with all its connections, and comes back. */
  readonly outages: number;
  /** The idle connection that holds the lock is lost, as by a proxy. */
  readonly cut: number;
}

export interface Program {
  readonly version: string;
  /** Statements that it has still to send; null before it has looked at what is there. */
  readonly todo: readonly string[] | null;
  /** It has lost its connection. */
  readonly broken: boolean;
}

export interface Rival {
  readonly place: Place | null;
  /** Hooks that Juju will run after this one. */
  readonly queue: readonly HookName[];
  readonly connected: boolean;
  readonly program: Program | null;
  readonly snapshot: number;
  readonly serving: boolean;
}

export interface Schema {
  readonly tables: readonly string[];
  readonly revision: string | null;
}

export interface World {
  readonly leader: number;
  readonly app: Bags;
  readonly said: readonly Readonly<Record<string, string>>[];
  readonly schema: Schema;
  readonly up: boolean;
  /** The connection that holds the lock: a unit's number, or `ghost` of one that has died. */
  readonly lock: number | 'ghost' | null;
  /** Whether the server's lock excludes anybody; false to see that it is needed. */
  readonly excludes: boolean;
  /** A statement of a program that was killed, which the server is still at. */
  readonly late: string | null;
  readonly rivals: readonly Rival[];
  readonly left: Faults;
  /** How often the program ran to its end, and how often it brought the schema to its head. */
  readonly ended: number;
  readonly worked: number;
}

/** The revisions of the stand-in's versions, the oldest first, each with the table that it adds to those before it. */
const chain: readonly { readonly version: string; readonly revision: string; readonly tables: readonly string[] }[] = [
  { version: '9', revision: '4f695b725637', tables: ['global_debug', 'resource_debug', 'tenant_debug'] },
  { version: '10', revision: 'r10', tables: ['extra'] },
  { version: '11', revision: 'r11', tables: ['more'] },
];

function known(version: string): typeof chain {
  const major = version.split('.')[0];
  return chain.slice(0, chain.findIndex((one) => one.version === major) + 1);
}

export function headOf(version: string): string {
  return known(version).at(-1)?.revision ?? '';
}

/** Whether a service of that version finds all its tables: at its own revision, or a later one. */
export function serves(schema: Schema, version: string): boolean {
  const at = chain.findIndex((one) => one.revision === schema.revision);
  const least = known(version).length - 1;
  const tables = chain.slice(0, at + 1).flatMap((one) => one.tables);
  return at >= least && tables.every((name) => schema.tables.includes(name));
}

/** What the program would send, as alembic does without transactions for DDL; null when it does not know the revision. */
export function statementsFor(schema: Schema, version: string): readonly string[] | null {
  const revisions = known(version);
  const at = revisions.findIndex((one) => one.revision === schema.revision);
  if (schema.revision !== null && at < 0) return null;
  const stamped = schema.tables.includes('alembic_version') ? [] : ['create alembic_version if missing'];
  return [
    ...stamped,
    ...revisions.slice(at + 1).flatMap(({ tables, revision, version: one }) => [
      // A later version's own are careful: nobody could mend them.
      ...tables.map((name) => `create ${name}${one === '9' ? '' : ' if missing'}`),
      `stamp ${revision}`,
    ]),
  ];
}

/** What the statement makes of the schema; null when it fails. */
export function execute(schema: Schema, statement: string): Schema | null {
  const [verb, name = '', careful] = statement.split(' ');
  const there = schema.tables.includes(name);
  if (verb === 'stamp') {
    // The column is a primary key, and a program that has found no revision inserts one.
    const possible = schema.tables.includes('alembic_version') && schema.revision !== name;
    return possible ? { ...schema, revision: name } : null;
  }
  if (verb === 'create' && there) return careful === undefined ? null : schema;
  if (verb === 'create') return { ...schema, tables: [...schema.tables, name].sort() };
  const revision = name === 'alembic_version' ? null : schema.revision;
  return { tables: schema.tables.filter((one) => one !== name), revision };
}

export function rivalOf(world: World, unit: number): Rival {
  const found = world.rivals[unit];
  if (found === undefined) throw new Error(`there is no unit ${unit}`);
  return found;
}
