/** Charms in folders and archives: what is read, laid out and refused. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { archiveFiles, folderFiles, unpackFiles } from '../../../../src/emulator/charm/charm-files.ts';
import { isHookName } from '../../../../src/emulator/charm/hook-names.ts';
import { readMetadata } from '../../../../src/emulator/charm/metadata.ts';
import { readCharm } from '../../../../src/emulator/charm/read-charm.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'charm-files-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const metadata = 'name: a\nsummary: s\ndescription: d\nprovides: {web: http}\nstorage: {data: {type: filesystem}}\n';

interface Entry {
  readonly text: string;
  readonly mode: number;
}

async function archive(entries: Readonly<Record<string, Entry>>): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const [name, { text, mode }] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name, { mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  const path = join(folder, 'a.charm');
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

function write(path: string, text: string, mode = 0o644): void {
  const absolute = join(folder, 'a', path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  chmodSync(absolute, mode);
}

describe('an archive', () => {
  it('is unpacked with its modes and links, and known hooks are made executable', async () => {
    const path = await archive({
      'metadata.yaml': { text: metadata, mode: 0o100644 },
      dispatch: { text: '#!/bin/sh\n', mode: 0o100755 },
      'hooks/install': { text: '#!/bin/sh\n', mode: 0o100644 },
      'hooks/web-relation-joined': { text: '#!/bin/sh\n', mode: 0o100644 },
      'hooks/library.sh': { text: '', mode: 0o100644 },
      'hooks/start': { text: 'install', mode: 0o120777 },
      'actions/backup': { text: '#!/bin/sh\n', mode: 0o100644 },
    });
    const files = await archiveFiles(path);
    const meta = readMetadata(files.text('metadata.yaml') ?? '');
    const target = join(folder, 'unpacked');
    unpackFiles(files, target, (name) => isHookName(name, meta));
    const modeOf = (name: string): number => lstatSync(join(target, name)).mode & 0o777;
    expect(modeOf('dispatch')).toBe(0o755);
    expect(modeOf('hooks/install')).toBe(0o744);
    expect(modeOf('hooks/web-relation-joined')).toBe(0o744);
    expect(modeOf('hooks/library.sh')).toBe(0o644);
    expect(modeOf('actions/backup')).toBe(0o644);
    expect(readlinkSync(join(target, 'hooks/start'))).toBe('install');
    expect(readFileSync(join(target, 'metadata.yaml'), 'utf8')).toBe(metadata);
  });

  it.each([
    ['a link to an absolute path', 'x', '/etc/passwd', 'symlink "x" links out of charm: "/etc/passwd"'],
    ['a link that climbs out', 'lib/x', '../../y', 'symlink "lib/x" links out of charm: "../../y"'],
  ])('with %s is refused', async (_, name, target, message) => {
    await expect(archiveFiles(await archive({ [name]: { text: target, mode: 0o120777 } }))).rejects.toThrow(message);
  });

  it('without metadata.yaml is refused', async () => {
    const path = await archive({ dispatch: { text: '', mode: 0o100755 } });
    await expect(readCharm(path)).rejects.toThrow('archive file "metadata.yaml" not found');
  });

  it('that is no zip is refused', async () => {
    writeFileSync(join(folder, 'a.charm'), 'text');
    await expect(readCharm(join(folder, 'a.charm'))).rejects.toThrow('invalid charm or bundle provided at');
  });
});

describe('a folder', () => {
  it('is read whole: version, revision, config, actions, bases', async () => {
    write('metadata.yaml', metadata);
    write('dispatch', '#!/bin/sh\n', 0o755);
    write('config.yaml', 'options: {port: {type: int, default: 80}}');
    write('actions.yaml', 'backup: {}');
    write('manifest.yaml', 'bases: [{name: ubuntu, channel: 24.04, architectures: [x86_64]}]');
    write('version', `revision-id: ${'1'.repeat(150)}\nmore`);
    write('revision', '7\n');
    write('lxd-profile.yaml', 'config: {security.nesting: "true"}\n');
    const { charm, format, revision } = await readCharm(join(folder, 'a'));
    expect(format).toBe(2);
    expect(revision).toBe(7);
    expect(charm).toMatchObject({
      hasDispatch: true,
      version: '1'.repeat(100),
      bases: [{ name: 'ubuntu', channel: '24.04/stable', architectures: ['amd64'] }],
      options: { port: { default: 80 } },
      lxdProfile: { config: { 'security.nesting': 'true' } },
    });
    expect(Object.keys(charm.actions)).toEqual(['backup']);
  });

  it('is laid out without what version control keeps there, links as links', () => {
    write('metadata.yaml', metadata);
    write('.git/config', '');
    write('lib/a.txt', 'a');
    symlinkSync('a.txt', join(folder, 'a/lib/b.txt'));
    unpackFiles(folderFiles(join(folder, 'a')), join(folder, 'out'), () => false);
    expect(readlinkSync(join(folder, 'out/lib/b.txt'))).toBe('a.txt');
    expect(lstatSync(join(folder, 'out/.git'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each([
    ['revision', 'seven', 'invalid revision file'],
    ['manifest.yaml', 'bases: [{channel: "24.04"}]', 'manifest: base without name not valid'],
    ['manifest.yaml', 'bases: [{name: beos, channel: "5"}]', 'manifest: os "beos" not valid'],
    ['manifest.yaml', 'bases: [{name: ubuntu}]', 'manifest: channel not valid'],
    [
      'manifest.yaml',
      'bases: [{name: ubuntu, channel: "24.04", architectures: [z80]}]',
      'manifest: architecture "z80" not valid',
    ],
    [
      'lxd-profile.yaml',
      'config: {boot.autostart: "true"}',
      'invalid lxd-profile.yaml: contains config value "boot.autostart"',
    ],
    ['lxd-profile.yaml', 'devices: {a: {type: disk}}', 'invalid lxd-profile.yaml: contains device type "disk"'],
    ['config.yaml', '', 'invalid config: empty configuration'],
  ])('with a wrong %s is refused', async (name, text, message) => {
    write('metadata.yaml', metadata);
    write('dispatch', '', 0o755);
    write(name, text);
    await expect(readCharm(join(folder, 'a'))).rejects.toThrow(message);
  });

  it('that is not there is refused', async () => {
    await expect(readCharm(join(folder, 'nothing'))).rejects.toThrow('no charm was found at');
  });
});

describe('the name of a hook', () => {
  const meta = readMetadata(metadata);
  it.each([
    ['install', true],
    ['web-relation-broken', true],
    ['other-relation-broken', false],
    ['data-storage-attached', true],
    ['secret-rotate', true],
    ['web-relation-left', false],
  ])('%s is known: %s', (name, isKnown) => {
    expect(isHookName(name, meta)).toBe(isKnown);
  });
});
