/**
 * The files of a charm, in a folder or in a .charm archive: read for their text, and laid out in a unit's charm folder.
 * Archives keep modes and symbolic links; a link or a name that leads out of the charm is refused.
 */
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';

export type FileKind = 'file' | 'directory' | 'link';

export interface CharmFile {
  /** Relative to the charm, with `/`. */
  readonly path: string;
  readonly kind: FileKind;
  readonly mode: number;
  /** Bytes of a file, or the target of a link. Read when asked for: a charm may carry a runtime of a hundred megabytes. */
  read(): Buffer;
}

export interface CharmFiles {
  readonly kind: 'folder' | 'archive';
  /** Text of a file at the charm's root or below; null when there is none. */
  text(path: string): string | null;
  has(path: string): boolean;
  /** Names directly in a directory, sorted. */
  names(directory: string): readonly string[];
  isExecutable(path: string): boolean;
  /** Every file, directory and link, parents first. */
  all(): Iterable<CharmFile>;
}

/** Version control's own folders; Juju leaves them out of a charm as well. */
const ignored = new Set(['.git', '.bzr', '.hg', '.svn', '.jujuignore']);

const nothing = (): Buffer => Buffer.alloc(0);

/** The files of a charm folder. */
export function folderFiles(root: string): CharmFiles {
  const stat = (path: string) => lstatSync(join(root, path), { throwIfNoEntry: false });
  function* walk(directory: string): Generator<CharmFile> {
    for (const name of readdirSync(join(root, directory)).sort()) {
      if (directory === '' && ignored.has(name)) continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      const found = stat(path);
      if (found === undefined) continue;
      const mode = found.mode & 0o777;
      if (found.isDirectory()) {
        yield { path, kind: 'directory', mode, read: nothing };
        yield* walk(path);
      } else if (found.isSymbolicLink()) {
        const target = readlinkSync(join(root, path));
        checkLink(path, target);
        yield { path, kind: 'link', mode, read: () => Buffer.from(target) };
      } else if (found.isFile()) yield { path, kind: 'file', mode, read: () => readFileSync(join(root, path)) };
      else throw new CharmError('invalid-charm', `file is a named pipe, socket or device: ${goQuote(path)}`);
    }
  }
  const read = (path: string): string | null =>
    isFile(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;
  return {
    kind: 'folder',
    text: read,
    has: (path) => stat(path) !== undefined,
    names: (directory) =>
      statSync(join(root, directory), { throwIfNoEntry: false })?.isDirectory()
        ? readdirSync(join(root, directory)).sort()
        : [],
    isExecutable: (path) => ((statSync(join(root, path), { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0,
    all: () => walk(''),
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function checkLink(path: string, target: string): void {
  const outside = target.startsWith('/') || normalize(join(dirname(path), target)).startsWith('..');
  if (outside) throw new CharmError('invalid-charm', `symlink ${goQuote(path)} links out of charm: ${goQuote(target)}`);
}

const typeMask = 0o170000;
const linkType = 0o120000;

/** The files of a .charm archive. The archive must stay as it is for as long as they are read. */
export async function archiveFiles(path: string): Promise<CharmFiles> {
  const archive = await openArchive(path);
  const files = new Map<string, CharmFile>();
  try {
    for await (const entry of archive.eachEntry()) {
      const unixMode = entry.externalFileAttributes >>> 16;
      const name = entry.fileName.replace(/\/+$/, '');
      if (name === '') continue;
      if (normalize(name).startsWith('..')) throw new CharmError('invalid-charm', `zip: insecure file path`);
      if (entry.fileName.endsWith('/')) {
        files.set(name, { path: name, kind: 'directory', mode: unixMode & 0o777 || 0o755, read: nothing });
        continue;
      }
      const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
      const read = (): Buffer => readEntry(path, entry, fileDataStart);
      const isLink = (unixMode & typeMask) === linkType;
      if (isLink) checkLink(name, read().toString('utf8'));
      files.set(name, { path: name, kind: isLink ? 'link' : 'file', mode: unixMode & 0o777 || 0o644, read });
    }
  } catch (error) {
    if (error instanceof CharmError) throw error;
    throw new CharmError('invalid-charm', `invalid charm or bundle provided at ${goQuote(path)}`, { cause: error });
  } finally {
    archive.close();
  }
  const sorted = [...files.keys()].sort();
  return {
    kind: 'archive',
    text: (name) => {
      const file = files.get(name);
      return file?.kind === 'file' ? file.read().toString('utf8') : null;
    },
    has: (name) => files.has(name) || sorted.some((each) => each.startsWith(`${name}/`)),
    names: (directory) => [
      ...new Set(
        sorted
          .filter((each) => each.startsWith(`${directory}/`))
          .map((each) => each.slice(directory.length + 1).split('/')[0] ?? ''),
      ),
    ],
    isExecutable: (name) => ((files.get(name)?.mode ?? 0) & 0o111) !== 0,
    all: () => sorted.map((name) => files.get(name)).filter((file) => file !== undefined),
  };
}

/** The bytes of an entry, unpacked and compared with the checksum that the archive has of them. */
function readEntry(path: string, entry: Entry, start: number): Buffer {
  const packed = Buffer.alloc(entry.compressedSize);
  const descriptor = openSync(path, 'r');
  try {
    let read = 0;
    while (read < packed.length) {
      const count = readSync(descriptor, packed, read, packed.length - read, start + read);
      if (count === 0) break;
      read += count;
    }
  } finally {
    closeSync(descriptor);
  }
  const broken = (cause: unknown) =>
    new CharmError('invalid-charm', `zip: checksum error in ${goQuote(entry.fileName)}`, { cause });
  try {
    const bytes = entry.compressionMethod === 0 ? packed : inflateRawSync(packed);
    if (crc32(bytes) === entry.crc32) return bytes;
  } catch (error) {
    throw broken(error);
  }
  throw broken(undefined);
}

async function openArchive(path: string) {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (error) {
    throw new CharmError('invalid-charm', `invalid charm or bundle provided at ${goQuote(path)}`, { cause: error });
  }
}

/** Lays the files out under a directory, which must not hold any of them. Known hook names are made executable, as Juju does. */
export function unpackFiles(files: CharmFiles, directory: string, isHook: (name: string) => boolean): void {
  for (const file of files.all()) {
    const target = join(directory, file.path);
    mkdirSync(dirname(target), { recursive: true });
    if (file.kind === 'directory') {
      mkdirSync(target, { recursive: true });
      // Juju needs to write into every directory of a charm, whatever the archive says.
      chmodSync(target, file.mode | 0o700);
    } else if (file.kind === 'link') symlinkSync(file.read().toString('utf8'), target);
    else {
      const name = /^hooks\/([^/]+)$/.exec(file.path)?.[1];
      const mode = name !== undefined && isHook(name) ? file.mode | 0o100 : file.mode;
      writeFileSync(target, file.read());
      chmodSync(target, mode);
    }
  }
}
