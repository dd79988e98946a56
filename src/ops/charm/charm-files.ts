/**
 * Finds the charm's YAML files: compiled to one JSON file next to the bundle if the build made that, which costs nothing to
 * read, and otherwise as they are, for which the YAML parser is loaded.
 */
import { join } from 'node:path';
import { readIfExists } from '../../system/files.ts';
import { MetadataError } from '../errors.ts';
import { isRecord } from '../juju/json-value.ts';
import type { CharmFiles } from './meta.ts';

/** Name of the compiled file: `{"metadata": ..., "config": ..., "actions": ...}`. */
export const compiledFilesName = 'charm.json';

/** Reads the files of the charm in `charmDir`; `bundleDir` is where its program lies. */
export async function readCharmFiles(charmDir: string, bundleDir: string): Promise<CharmFiles> {
  const compiled = readIfExists(join(bundleDir, compiledFilesName));
  if (compiled !== null) return parseCompiled(compiled);
  const metadata = readIfExists(join(charmDir, 'metadata.yaml'));
  if (metadata === null) throw new MetadataError(`cannot read metadata.yaml: there is none in ${charmDir}`);
  const yaml = await import('yaml');
  const parse = (name: string, text: string | null): unknown => {
    try {
      return text === null ? null : yaml.parse(text);
    } catch (error) {
      throw new MetadataError(`cannot read ${name}: it is not YAML`, error);
    }
  };
  return {
    metadata: parse('metadata.yaml', metadata),
    config: parse('config.yaml', readIfExists(join(charmDir, 'config.yaml'))),
    actions: parse('actions.yaml', readIfExists(join(charmDir, 'actions.yaml'))),
  };
}

function parseCompiled(text: string): CharmFiles {
  let files: unknown;
  try {
    files = JSON.parse(text);
  } catch (error) {
    throw new MetadataError(`cannot read ${compiledFilesName}: it is not JSON`, error);
  }
  if (!isRecord(files)) throw new MetadataError(`cannot read ${compiledFilesName}: it holds no map`);
  return { metadata: files['metadata'], config: files['config'], actions: files['actions'] };
}
