/**
 * The first file that a hook's Node reads: compiles the charm's bundle, and the libraries beside it, from V8's code cache
 * instead of from their text. It is small because V8 reads it anew each time. A cache that is missing, old or from another
 * Node only costs time.
 *
 * A function is in the cache only if it had run when the cache was made, and V8 takes in the whole of a cache. So each
 * kind of hook has one of its own, made the first time that it runs: update-status is not kept waiting by what only an
 * installation needs. A unit's first hooks do much that its later ones do not, so a cache is made anew every day.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** File name of the bundle, with the hash of its content; set by the build. */
declare const CHARM_BUNDLE: string;
/** Hash of the libraries beside it: V8 would take another text of the same length for the one that it has compiled. */
declare const CHARM_LIBRARIES: string;

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

const dayMs = 86_400_000;

function readCache(path: string): Buffer | null {
  try {
    return Math.abs(Date.now() - statSync(path).mtimeMs) > dayMs ? null : readFileSync(path);
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

type Require = (id: string) => unknown;

/** Runs a CommonJS file that is compiled from its cache, and sees that there is one next time. */
function run(path: string, cachePath: string): unknown {
  const cache = readCache(cachePath);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`,
    { filename: path, ...(cache === null ? {} : { cachedData: cache }) },
  );
  if (cache === null || script.cachedDataRejected === true) {
    process.on('exit', () => writeCache(cachePath, script.createCachedData()));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, requireIn(path), module, path, dirname(path));
  return module.exports;
}

const libraries = new Map<string, unknown>();

/** The \`require\` of a file: our libraries come through a cache of their own, all else through Node. */
function requireIn(path: string): Require {
  const load = createRequire(path);
  const requireFile = (id: string): unknown => {
    // One that is missing is for Node to complain of.
    if (!id.startsWith('./') || !id.endsWith('.cjs')) return load(id);
    const library = load.resolve(id);
    if (!libraries.has(library)) libraries.set(library, run(library, `${library}.${CHARM_LIBRARIES}.cache`));
    return libraries.get(library);
  };
  return Object.assign(requireFile, load);
}

run(bundlePath, `${bundlePath}.${hookKind()}.cache`);
