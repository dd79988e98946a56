/** Charms and resources on their way into the model: files below the home folder first, then the entry that names them. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AttachedResource, Charm, CharmPackage, CharmResource, Model, Store } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

/** A charm as it comes from the user. */
export interface CharmSource {
  readonly charm: CharmPackage;
  /** What the user wrote. */
  readonly origin: string;
  /** Lays the charm's files out in a folder, which exists and is empty. */
  writeFiles(folder: string): void;
}

/** Stores the files as the next revision of that charm. Within the caller's transaction. */
export function addCharm(store: Store, source: CharmSource): Charm {
  const { model, home } = store;
  const { name } = source.charm.metadata;
  const { counters } = model.current;
  const revision = counters.charmRevision[name] ?? 0;
  const folder = home.charmFolder(name, revision);
  const target = home.resolve(folder);
  // Left over when a command was killed before it had entered the charm into the model.
  rmSync(target, { recursive: true, force: true });
  rmSync(`${target}.part`, { recursive: true, force: true });
  mkdirSync(`${target}.part`, { recursive: true });
  source.writeFiles(`${target}.part`);
  renameSync(`${target}.part`, target);
  const charm: Charm = {
    ...source.charm,
    url: `local:${name}-${revision}`,
    revision,
    folder,
    origin: source.origin,
  };
  model.patchInfo({ counters: { ...counters, charmRevision: { ...counters.charmRevision, [name]: revision + 1 } } });
  model.charms.set(charm.url, charm);
  return charm;
}

/** Removes charms that no application and no unit uses any more. */
export function sweepCharms(model: Model): void {
  const used = new Set([
    ...model.applications.values().map((application) => application.charmUrl),
    ...model.units.values().map((unit) => unit.charmUrl),
  ]);
  for (const url of model.charms.keys()) if (!used.has(url)) model.charms.delete(url);
}

/** Every resource of the charm, with a file for those that were given one. */
export function attachResources(
  store: Store,
  application: string,
  wanted: Readonly<Record<string, CharmResource>>,
  paths: Readonly<Record<string, string>>,
  before: Readonly<Record<string, AttachedResource>> = {},
): Record<string, AttachedResource> {
  for (const name of Object.keys(paths)) {
    if (!Object.hasOwn(wanted, name)) refuse('not-found', `unrecognized resource ${goQuote(name)}`);
  }
  const attached: Record<string, AttachedResource> = {};
  for (const { name, type } of Object.values(wanted)) {
    const path = paths[name];
    const upload = path === undefined ? (before[name]?.upload ?? null) : uploadOf(store, application, name, type, path);
    attached[name] = { name, type, upload };
  }
  return attached;
}

function uploadOf(
  store: Store,
  application: string,
  name: string,
  type: CharmResource['type'],
  path: string,
): AttachedResource['upload'] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    // An image is named, not uploaded.
    if (type === 'oci-image') {
      return { path: '', size: 0, fingerprint: fingerprintOf(Buffer.from(path)), uploaded: store.now(), origin: path };
    }
    return refuse('not-found', `file for resource ${goQuote(name)}: open ${path}: no such file or directory`);
  }
  const fingerprint = fingerprintOf(readFileSync(path));
  const file = store.home.resourceFile(application, name, fingerprint);
  const target = store.home.resolve(file);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(path, `${target}.part`);
  renameSync(`${target}.part`, target);
  return { path: file, size: found.size, fingerprint, uploaded: store.now(), origin: path };
}

function fingerprintOf(bytes: Buffer): string {
  return createHash('sha384').update(bytes).digest('hex');
}
