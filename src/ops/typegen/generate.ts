/** Writes the types of a charm, or says whether the written ones are still true. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfExists } from '../../system/files.ts';
import { type CharmValues, DescriptionError, describeValues, parseCharm } from './description.ts';
import { renderTypes } from './render.ts';

export interface GenerateOptions {
  /** Folder of metadata.yaml, config.yaml, actions.yaml and action-results.yaml; all but the first are optional. */
  readonly charm: string;
  readonly output: string;
  /** Only compare. */
  readonly check?: boolean;
  /** Name of the interface; by default made of the charm's name. */
  readonly typeName?: string;
}

export type GenerateOutcome = 'written' | 'unchanged' | 'stale';

/** Reads the YAML files of a folder: metadata.yaml, or charmcraft.yaml in its place. Throws when there is neither. */
export function readCharm(folder: string): CharmValues {
  const metadata = readIfExists(join(folder, 'metadata.yaml')) ?? readIfExists(join(folder, 'charmcraft.yaml'));
  if (metadata === null) throw new DescriptionError(`cannot read a charm: no metadata.yaml in ${folder}`);
  const read = (name: string): string => readIfExists(join(folder, name)) ?? '';
  return parseCharm({
    metadata,
    config: read('config.yaml'),
    actions: read('actions.yaml'),
    results: read('action-results.yaml'),
  });
}

/** The text of the types of the charm in a folder. */
export function typesOf(folder: string, typeName?: string): string {
  return renderTypes(describeValues(readCharm(folder)), typeName);
}

export function generateTypes(options: GenerateOptions): GenerateOutcome {
  const wanted = typesOf(options.charm, options.typeName);
  if (readIfExists(options.output) === wanted) return 'unchanged';
  if (options.check === true) return 'stale';
  mkdirSync(dirname(options.output), { recursive: true });
  writeFileSync(options.output, wanted);
  return 'written';
}
