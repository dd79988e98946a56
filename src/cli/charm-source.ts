/** A charm that the user named, read and ready for the controller. */

import { unpackFiles } from '../emulator/charm/charm-files.ts';
import { isHookName } from '../emulator/charm/hook-names.ts';
import { type ReadCharm, readCharm } from '../emulator/charm/read-charm.ts';
import type { CharmSource, Model } from '../emulator/index.ts';
import type { FoundCharm } from './catalogue.ts';
import { CommandFailure } from './errors.ts';

export function sourceOf(read: ReadCharm, origin: string): CharmSource {
  const { metadata } = read.charm;
  return {
    charm: read.charm,
    origin,
    writeFiles: (folder) => unpackFiles(read.files, folder, (name) => isHookName(name, metadata)),
  };
}

/** Reads a charm and refuses what the Juju that is played would not take. */
export async function loadCharm(found: FoundCharm, model: Model): Promise<ReadCharm> {
  const read = await readCharm(found.path);
  const { version } = model;
  if (read.files.kind === 'folder' && found.isLocal && !version.deploysFolders)
    throw new CommandFailure('deploying from directory not supported');
  if (read.format === 1 && !version.acceptsFormat1)
    throw new CommandFailure('charm does not define any bases, not valid');
  return read;
}
