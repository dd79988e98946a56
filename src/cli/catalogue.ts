/**
 * What a charm's name on the command line means. A path is a path; a bare name would be looked up in Charmhub by Juju and is
 * looked up here among the charms built in this folder: astara-orchestrator itself, and the stand-in providers.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { CharmError } from '../emulator/charm/charm-error.ts';
import { hostArchitecture } from '../emulator/controller/architecture.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import type { Surroundings } from './terminal.ts';

/** Whether the user named a file or folder and not a charm of the catalogue. */
export function isPath(text: string): boolean {
  return text.startsWith('.') || text.startsWith('/') || text.startsWith('~/');
}

function newest(folder: string, name: string): string | null {
  if (!existsSync(folder)) return null;
  const archives = readdirSync(folder)
    .filter((each) => each === `${name}.charm` || (each.startsWith(`${name}_`) && each.endsWith('.charm')))
    // A packed charm carries the runtime of one architecture.
    .filter((each) => !/_(amd64|arm64|s390x|ppc64el)\.charm$/.test(each) || each.includes(hostArchitecture))
    .map((each) => join(folder, each))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return archives[0] ?? null;
}

/** Folders in which charms without a path are looked for, first come first. */
function catalogueFolders(surroundings: Surroundings): readonly string[] {
  const given = surroundings.environment['JUJU_EMULATOR_CHARMS'] ?? '';
  const own = given.split(':').filter((folder) => folder !== '');
  const { programFolder } = surroundings;
  return [
    ...own.map((folder) => resolve(surroundings.workingDirectory, folder)),
    programFolder,
    join(programFolder, 'build'),
    join(programFolder, 'build/providers'),
  ];
}

function inCatalogue(name: string, surroundings: Surroundings): string | null {
  const { programFolder } = surroundings;
  for (const folder of catalogueFolders(surroundings)) {
    const archive = newest(folder, name);
    if (archive !== null) return archive;
    const unpacked = join(folder, name);
    if (existsSync(join(unpacked, 'metadata.yaml'))) return unpacked;
  }
  // The packer's stage holds the charm that it would pack.
  const stage = join(programFolder, 'build/charm');
  return name === 'astara-orchestrator' && existsSync(join(stage, 'metadata.yaml')) ? stage : null;
}

export interface FoundCharm {
  /** Absolute path of a folder, an archive or a bundle. */
  readonly path: string;
  /** As the user wrote it. */
  readonly origin: string;
  readonly isLocal: boolean;
}

/** The file or folder behind what `deploy` or a bundle names. */
export function findCharm(text: string, surroundings: Surroundings, from = surroundings.workingDirectory): FoundCharm {
  if (isPath(text)) {
    const home = surroundings.environment['HOME'] ?? '/';
    const expanded = text.startsWith('~/') ? join(home, text.slice(2)) : text;
    const path = isAbsolute(expanded) ? expanded : resolve(from, expanded);
    if (!existsSync(path)) throw new CharmError('not-found', `no charm was found at ${goQuote(text)}`);
    return { path, origin: text, isLocal: true };
  }
  const name = text.replace(/^(ch|local):/, '');
  const path = inCatalogue(name, surroundings);
  if (path !== null) return { path, origin: text, isLocal: false };
  const beside = resolve(surroundings.workingDirectory, text);
  if (existsSync(beside)) {
    throw new CharmError(
      'not-found',
      `The charm or bundle ${goQuote(text)} is ambiguous.\nTo deploy a local charm or bundle, run \`juju deploy ./${text}\`.\nTo deploy a charm or bundle from CharmHub, run \`juju deploy ch:${text}\`.`,
    );
  }
  const folders = catalogueFolders(surroundings).join(', ');
  throw new CharmError(
    'not-found',
    `selecting releases: charm or bundle not found for channel "", base "" (there is no charm ${goQuote(name)} in the emulator's catalogue: ${folders})`,
  );
}
