/**
 * The first file that a hook's Node reads: compiles the charm's bundle from V8's code cache instead of from its text.
 * It is small because V8 reads it anew each time. A cache that is missing, old or from another Node only costs time.
 *
 * A function is in the cache only if it had run when the cache was made, and V8 takes in the whole of a cache. So each
 * kind of hook has one of its own, made the first time that it runs: update-status is not kept waiting by what only an
 * installation needs.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** File name of the bundle, with the hash of its content; set by the build. */
declare const CHARM_BUNDLE: string;

const bundlePath = join(__dirname, CHARM_BUNDLE);

/** The family of a hook: relation hooks of all endpoints run the same code. */
function hookKind(): string {
  const path = process.env['JUJU_DISPATCH_PATH'] ?? '';
  if (path.startsWith('actions/')) return 'action';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const relation = name.indexOf('-relation-');
  const kind = relation === -1 ? name : name.slice(relation + 1);
  return /^[a-z-]{1,40}$/.test(kind) ? kind : 'other';
}

function readCache(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    // No cache yet, or none that we may read: both mean compiling from the text.
    return null;
  }
}

function writeCache(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}`;
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      let written = 0;
      while (written < data.length) written += writeSync(descriptor, data, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch {
    // A full or read-only disk: the next hook compiles from the text again, which is slower and right.
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made.
    }
  }
}

const cachePath = `${bundlePath}.${hookKind()}.cache`;
const cache = readCache(cachePath);
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundlePath, 'latin1')}\n})`,
  { filename: bundlePath, ...(cache === null ? {} : { cachedData: cache }) },
);
if (cache === null || script.cachedDataRejected === true) {
  process.on('exit', () => writeCache(cachePath, script.createCachedData()));
}

const load = nodeModule.createRequire(bundlePath);

/** The bundle's `require`. Files beside it are compiled through Node's own cache, from the Node that has one (22.1). */
function requireFile(id: string): unknown {
  if (id.startsWith('./') && 'enableCompileCache' in nodeModule) {
    const enable: unknown = nodeModule.enableCompileCache;
    if (typeof enable === 'function') enable(join(__dirname, '.compiled'));
  }
  return load(id);
}

const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, Object.assign(requireFile, load), bundle, bundlePath, __dirname);
