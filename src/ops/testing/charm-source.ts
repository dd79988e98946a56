/** Where a test's charm has its YAML files: in a folder, or in the test itself. */
import { parse } from 'yaml';
import type { CharmValues, Properties } from '../typegen/description.ts';
import { splitCharmcraft } from '../typegen/description.ts';
import { readCharm } from '../typegen/generate.ts';
import { SimulationError } from './tools/failure.ts';

/** Either `charmRoot`, or `meta` and perhaps the others, each as YAML text or as the value that it stands for. */
export interface CharmSource {
  /** Folder of metadata.yaml, config.yaml and actions.yaml, or of a charmcraft.yaml. */
  readonly charmRoot?: string;
  /** metadata.yaml, or a whole charmcraft.yaml. */
  readonly meta?: string | object;
  readonly config?: string | object;
  readonly actions?: string | object;
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new SimulationError(`cannot read ${name}: it is not YAML`, error);
  }
}

function mapOf(source: string | object | undefined, name: string): Properties {
  const value: unknown = typeof source === 'string' ? parseYaml(source, name) : source;
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new SimulationError(`cannot read ${name}: it is no map`);
  return { ...value };
}

export function charmValues(source: CharmSource): CharmValues {
  if (source.meta === undefined) {
    if (source.charmRoot === undefined) throw new SimulationError('cannot make a Context: give it charmRoot or meta');
    return readCharm(source.charmRoot);
  }
  return splitCharmcraft({
    metadata: mapOf(source.meta, 'meta'),
    config: mapOf(source.config, 'config'),
    actions: mapOf(source.actions, 'actions'),
    results: {},
  });
}
