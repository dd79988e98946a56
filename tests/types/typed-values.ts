/** Types that follow from schemas, shown by the compiler as in typed-charm.ts. Nothing here is ever run. */
import * as v from 'valibot';
import type { BagSchema, Readiness, Relation, Unit } from '../../src/ops/index.ts';
import {
  address,
  bagSchema,
  boolean,
  configSchema,
  integer,
  json,
  listOf,
  oneOf,
  optional,
  paramsSchema,
  port,
  secret,
  text,
} from '../../src/ops/index.ts';

const database = bagSchema({
  db_host: address(),
  password: secret(),
  port: optional(port(), 3306),
  ca: optional(text()),
  side: oneOf('internal', 'public'),
  hosts: listOf(address()),
  member: json(v.object({ name: v.string() })),
});

export interface Database {
  readonly db_host: string;
  readonly password: string;
  readonly port: number;
  readonly ca: string | undefined;
  readonly side: 'internal' | 'public';
  readonly hosts: readonly string[];
  readonly member: { name: string };
}

/** The inferred type is this very interface, in both directions. */
export const same: BagSchema<Database> = database;

export function use(relation: Relation, unit: Unit, value: Database): void {
  const reading: Readiness<Database> = relation.read(unit, database);
  relation.write(unit, database, value);
  if (reading.kind === 'ready') {
    const number: number = reading.data.port;
    // @ts-expect-error it may be absent
    const ca: string = reading.data.ca;
    // @ts-expect-error no such key
    reading.data.db_hots;
    // @ts-expect-error another word
    const side: 'admin' = reading.data.side;
    void [number, ca, side];
  }
  // @ts-expect-error nothing is there before it is ready
  reading.data;
  // @ts-expect-error a key is missing
  relation.write(unit, database, { db_host: 'x' });
  // @ts-expect-error another type
  relation.write(unit, database, { ...value, port: '3306' });
}

export function options(): void {
  const schema = configSchema({ debug: boolean(), workers: optional(integer(), 2) });
  const parsed: { readonly debug: boolean; readonly workers: number } = schema.parse({});
  // @ts-expect-error no such option
  parsed.wokers;
  const params = paramsSchema({ id: text() }).parse({});
  // @ts-expect-error another type
  const id: number = params.id;
  void id;
}
