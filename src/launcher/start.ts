/**
 * The first file that a hook's Node reads: compiles the charm's bundle from V8's code cache instead of from its text.
 * It is small because V8 reads it anew each time. A cache that is missing, old or from another Node only costs time.
 *
 * A function is in the cache only if it had run when the cache was made, so the cache is written again the first time
 * that each kind of hook runs; its first line says which kinds it has seen.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** File name of the bundle, with the hash of its content; set by the build. */
declare const CHARM_BUNDLE: string;

const bundlePath = join(__dirname, CHARM_BUNDLE);
const cachePath = `${bundlePath}.cache`;
const lineFeed = 10;

/** The family of a hook: relation hooks of all endpoints run the same code. */
function hookKind(): string {
  const path = process.env['JUJU_DISPATCH_PATH'] ?? '';
  if (path.startsWith('actions/')) return 'action';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const relation = name.indexOf('-relation-');
  return relation === -1 ? name : name.slice(relation + 1);
}

interface CodeCache {
  readonly kinds: readonly string[];
  readonly data: Buffer;
}

function readCache(): CodeCache | null {
  try {
    const file = readFileSync(cachePath);
    const end = file.indexOf(lineFeed);
    if (end === -1) return null;
    return { kinds: file.toString('utf8', 0, end).split(' '), data: file.subarray(end + 1) };
  } catch {
    // No cache yet, or none that we may read: both mean compiling from the text.
    return null;
  }
}

function writeCache(kinds: readonly string[], data: Buffer): void {
  const temporary = `${cachePath}.${process.pid}`;
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(descriptor, `${kinds.join(' ')}\n`);
      writeSync(descriptor, data);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, cachePath);
  } catch {
    // A full or read-only disk: the next hook compiles from the text again, which is slower and right.
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made.
    }
  }
}

const cache = readCache();
const kind = hookKind();
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundlePath, 'utf8')}\n})`,
  { filename: bundlePath, ...(cache === null ? {} : { cachedData: cache.data }) },
);
const usable = cache !== null && script.cachedDataRejected !== true;
const seen = usable ? cache.kinds : [];
if (!seen.includes(kind)) {
  process.on('exit', () => writeCache([...seen, kind], script.createCachedData()));
}

const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(bundlePath), bundle, bundlePath, __dirname);
