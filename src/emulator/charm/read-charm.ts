/** Reads a whole charm, from a folder or an archive, and refuses it with Juju's words when Juju would. */
import { lstatSync, statSync } from 'node:fs';
import type { CharmPackage } from '../model/charm.ts';
import { goQuote } from '../tools/go-text.ts';
import { readActions } from './actions.ts';
import { CharmError } from './charm-error.ts';
import { archiveFiles, type CharmFiles, folderFiles } from './charm-files.ts';
import { readConfigOptions } from './config.ts';
import { readLxdProfile } from './lxd-profile.ts';
import { readManifest } from './manifest.ts';
import { checkFormat, readMetadata } from './metadata.ts';

export interface ReadCharm {
  readonly files: CharmFiles;
  readonly charm: CharmPackage;
  readonly format: 1 | 2;
  /** Number in the charm's `revision` file; null without one. */
  readonly revision: number | null;
}

/** Opens what a user named on the command line: a folder or an archive. */
async function openCharmFiles(path: string): Promise<CharmFiles> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const dangling = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    throw new CharmError('not-found', `no charm was found at ${goQuote(path)}${dangling ? ' (a broken link)' : ''}`);
  }
  return found.isDirectory() ? folderFiles(path) : await archiveFiles(path);
}

export async function readCharm(path: string): Promise<ReadCharm> {
  return readCharmFiles(await openCharmFiles(path), path);
}

/** The same for files that are open already; `path` is for messages. */
export function readCharmFiles(files: CharmFiles, path: string): ReadCharm {
  const metadataText = files.text('metadata.yaml');
  if (metadataText === null) {
    throw new CharmError(
      'invalid-charm',
      files.kind === 'archive'
        ? 'archive file "metadata.yaml" not found'
        : `invalid charm or bundle provided at ${goQuote(path)}: ${missingMetadata(files)}`,
    );
  }
  const metadata = readMetadata(metadataText);
  const manifestText = files.text('manifest.yaml');
  const bases = manifestText === null ? [] : readManifest(manifestText);
  const format = checkFormat(metadata, bases.length, manifestText !== null);
  const config = files.text('config.yaml');
  const actions = files.text('actions.yaml');
  const profile = files.text('lxd-profile.yaml');
  if (!files.has('dispatch') && files.names('hooks').length === 0)
    throw new CharmError('invalid-charm', `invalid charm ${goQuote(metadata.name)}: has no hooks nor dispatch file`);
  return {
    files,
    format,
    revision: readRevision(files.text('revision')),
    charm: {
      metadata,
      options: config === null ? {} : readConfigOptions(config),
      actions: actions === null ? {} : readActions(actions),
      bases,
      lxdProfile: profile === null ? null : readLxdProfile(profile),
      version: readVersion(files.text('version')),
      hasDispatch: files.isExecutable('dispatch'),
    },
  };
}

/** A source folder of charmcraft's newer kind has all of it in one file, which Juju does not read. */
function missingMetadata(files: CharmFiles): string {
  return files.has('charmcraft.yaml')
    ? 'there is a charmcraft.yaml but no metadata.yaml; deploy what "charmcraft pack" makes of it'
    : 'there is no metadata.yaml';
}

function readRevision(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\s*[-+]?[0-9]+\s*$/.test(text)) throw new CharmError('invalid-charm', 'invalid revision file');
  return Number.parseInt(text.trim(), 10);
}

function readVersion(text: string | null): string {
  const line = (text ?? '').split('\n')[0] ?? '';
  return [...line.replace(/^revision-id: /, '')].slice(0, 100).join('').trim();
}
