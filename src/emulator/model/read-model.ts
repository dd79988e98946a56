/** Reads a home's model as it was last committed, without the lock: for commands that only look, while another one works. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, readIfExists } from '../../system/files.ts';
import type { HomeFolder } from './home.ts';
import { Model } from './model.ts';

const snapshotPattern = /^snapshot-([0-9]+)\.json$/;

/** How often a new snapshot may overtake us before we give up. */
const attempts = 20;

/** An empty model when there is no home yet. */
export function readModel(home: HomeFolder): Model {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return readGeneration(home.modelFolder);
    } catch (error) {
      // The writer began a new generation between our two reads.
      if (!isMissing(error) || attempt === attempts) throw error;
    }
  }
}

function readGeneration(folder: string): Model {
  const model = new Model();
  const tables = new Map(model.tables().map((table) => [table.name, table]));
  const load = (entry: readonly [string, string, object | null]): void => {
    const [table, key, value] = entry;
    tables.get(table)?.load(key, value ?? undefined);
  };
  const generation = latestGeneration(folder);
  if (generation > 0) {
    const snapshot = readFileSync(join(folder, `snapshot-${generation}.json`), 'utf8');
    for (const line of snapshot.split('\n')) if (line !== '') load(JSON.parse(line));
  }
  const journal = readIfExists(join(folder, `journal-${generation}.ndjson`)) ?? '';
  // What follows the last newline is being written right now.
  const whole = journal.slice(0, journal.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n')) if (line !== '') for (const entry of JSON.parse(line)) load(entry);
  if (latestGeneration(folder) !== generation) return readGeneration(folder);
  return model;
}

function latestGeneration(folder: string): number {
  try {
    return Math.max(0, ...readdirSync(folder).map((name) => Number(snapshotPattern.exec(name)?.[1] ?? 0)));
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
