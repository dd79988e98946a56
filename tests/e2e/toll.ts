/** What a change has cost, counted at the servers: starts by systemd's journal, migrations by MariaDB's own counter. */
import { expect } from 'vitest';
import type { Cloud } from './cloud.ts';

export const application = 'astara-orchestrator';

export interface Toll {
  /** By unit, how often its service was started meanwhile. */
  readonly restarts: Readonly<Record<string, number>>;
  /** How often a unit has run astara-dbsync to a good end. */
  readonly migrations: number;
  /** How many tables MariaDB has created. */
  readonly tables: number;
}

async function count(cloud: Cloud): Promise<Toll> {
  const restarts: Record<string, number> = {};
  for (const unit of await cloud.unitsOf(application)) restarts[unit] = await cloud.restarts(unit);
  const created = await cloud.sql("SHOW GLOBAL STATUS LIKE 'Com_create_table'");
  return { restarts, migrations: await cloud.migrations(), tables: Number(created.split('\t')[1]) };
}

/** Does something and tells what it cost. Units that came or went meanwhile are left out. */
export async function tollOf(cloud: Cloud, act: () => Promise<unknown>): Promise<Toll> {
  const before = await count(cloud);
  await act();
  const after = await count(cloud);
  const stayed = Object.entries(after.restarts).filter(([unit]) => unit in before.restarts);
  return {
    restarts: Object.fromEntries(stayed.map(([unit, starts]) => [unit, starts - (before.restarts[unit] ?? 0)])),
    migrations: after.migrations - before.migrations,
    tables: after.tables - before.tables,
  };
}

/** The toll when every unit restarts so many times and the database is left alone. */
export function restartsOf(units: readonly string[], times: number): Toll {
  return { restarts: Object.fromEntries(units.map((unit) => [unit, times])), migrations: 0, tables: 0 };
}

/** Waits until every unit of the model is active, with nothing to remark. */
export async function expectReady(cloud: Cloud): Promise<void> {
  const statuses = await cloud.eventually('a cloud that is ready', async () => {
    const found = await cloud.unitStatuses();
    return Object.values(found).every((words) => words.startsWith('active')) && found;
  });
  for (const words of Object.values(statuses)) expect(words).toBe('active: Unit is ready');
}

/** One option's value as it stands in a unit's astara.conf; null when it is not there. */
export function optionIn(file: string, section: string, name: string): string | null {
  let current = 'DEFAULT';
  let found: string | null = null;
  for (const line of file.split('\n')) {
    current = /^\[(.+)\]$/.exec(line)?.[1] ?? current;
    const [key = '', ...rest] = line.split(' = ');
    if (current === section && key === name) found = rest.join(' = ');
  }
  return found;
}

/** The credentials of a URL in the file, `user:password`. */
export function loginIn(url: string | null): string {
  return /\/\/([^@]+)@/.exec(url ?? '')?.[1] ?? '';
}
