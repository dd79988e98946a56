/** `npm run pack`: the archive that Juju gets, read with our emulator's reader and with Info-ZIP's. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isHookName } from '../../src/emulator/charm/hook-names.ts';
import { type ReadCharm, readCharm } from '../../src/emulator/charm/read-charm.ts';
import { type Cloud, makeCloud, type Outcome, runProgram } from './cloud.ts';

const root = join(import.meta.dirname, '../..');
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
let folder: string;
let charm: string;
let read: ReadCharm;

/** Packs into the test's folder, as somebody with other habits would: another umask, time zone and working directory. */
function pack(name: string, args: readonly string[] = [], umask = '022', zone = 'UTC'): Promise<Outcome> {
  const packer = join(root, 'scripts/pack.mjs');
  const words = [process.execPath, packer, '--out', join(folder, name), ...args].map((word) => `'${word}'`).join(' ');
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? folder, TZ: zone };
  return runProgram(['bash', '-c', `umask ${umask}; ${words}`], { env, cwd: umask === '022' ? root : folder });
}

async function packed(...args: Parameters<typeof pack>): Promise<string> {
  const outcome = await pack(...args);
  if (outcome.exitCode !== 0) throw new Error(outcome.stderr);
  return join(folder, args[0]);
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

async function unzip(...args: readonly string[]): Promise<string> {
  const outcome = await runProgram(['unzip', ...args], { env: { PATH: '/usr/bin:/bin' }, cwd: folder });
  if (outcome.exitCode !== 0) throw new Error(`unzip ${args.join(' ')}: ${outcome.stderr}${outcome.stdout}`);
  return outcome.stdout;
}

/** Path and mode of every entry, as the archive has them. */
async function entries(): Promise<{ readonly mode: string; readonly path: string }[]> {
  const lines = (await unzip('-Z', '-s', charm)).split('\n').filter((line) => /^[-dlbcps?]\S{9}\s/.test(line));
  return lines.map((line) => {
    const words = line.trim().split(/\s+/);
    return { mode: words[0] ?? '', path: words.slice(8).join(' ') };
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  charm = await packed('one.charm');
  read = await readCharm(charm);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed charm', () => {
  it('is the same byte for byte, whoever packs it and where', async () => {
    const other = await packed('two.charm', [], '077', 'Pacific/Kiritimati');
    expect(digest(other)).toBe(digest(charm));
  });

  it('is an archive that Info-ZIP finds nothing to say against, of plain files in order', async () => {
    expect(await unzip('-t', '-q', charm)).toMatch(/^No errors detected/);
    const found = await entries();
    const paths = found.map((entry) => entry.path);
    expect(paths).toEqual([...paths].sort());
    expect(paths.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
    expect(found.filter((entry) => !['-rw-r--r--', '-rwxr-xr-x'].includes(entry.mode))).toEqual([]);
  });

  it('can start its launchers and its runtime, and nothing else', async () => {
    const executable = (await entries()).filter((entry) => entry.mode === '-rwxr-xr-x').map((entry) => entry.path);
    expect(executable.filter((path) => !path.startsWith('hooks/'))).toEqual(['dispatch', 'runtime/node']);
    expect(executable.filter((path) => path.startsWith('hooks/'))).toEqual(
      read.files.names('hooks').map((name) => `hooks/${name}`),
    );
    const launcher = await unzip('-p', charm, 'dispatch');
    expect(launcher).toMatch(/^#!\/bin\/sh\n/);
  });

  it('is a charm of format 2 to Juju, as Juju 4.0 demands, with bases and a version that status shows', () => {
    expect(read.format).toBe(2);
    // Juju counts revisions of local charms itself.
    expect(read.revision).toBeNull();
    expect(read.charm.hasDispatch).toBe(true);
    expect(read.charm.metadata).toMatchObject({ name: 'astara-orchestrator', subordinate: true });
    expect(read.charm.bases).toEqual(
      ['22.04', '24.04'].map((channel) =>
        expect.objectContaining({
          name: 'ubuntu',
          channel: expect.stringContaining(channel),
          architectures: [architecture],
        }),
      ),
    );
    const release = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    const version = read.files.text('version') ?? '';
    expect(version.startsWith(release)).toBe(true);
    expect(version).toMatch(/^\S{1,100}\n$/);
    expect(read.charm.version).toBe(version.trim());
  });

  it('has only hooks that Juju knows', () => {
    const { metadata } = read.charm;
    expect(read.files.names('hooks').filter((name) => !isHookName(name, metadata))).toEqual([]);
  });

  it("carries the pinned Node.js of its architecture, and that Node's licence", async () => {
    const pinned = JSON.parse(readFileSync(join(root, 'scripts/node-runtime.json'), 'utf8'));
    await unzip('-q', charm, 'runtime/*', '-d', join(folder, 'unpacked'));
    const node = join(folder, 'unpacked/runtime/node');
    const said = await runProgram([node, '--version'], { env: {}, cwd: folder });
    expect(said.stdout.trim()).toBe(`v${pinned.version}`);
    expect(readFileSync(join(folder, 'unpacked/runtime/LICENSE'), 'utf8')).toContain('Node.js');
  });

  it('names the licence of every package whose code is in it, and its own', async () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const licences = await unzip('-p', charm, 'THIRD-PARTY-LICENCES');
    const used = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
    for (const name of used) expect(licences).toContain(`${name} ${packages[`node_modules/${name}`].version}\n`);
    expect(read.files.text('LICENSE')).toContain('Apache License');
  });

  it('holds what was built and no source, no map, no module folder and no name of the builder', async () => {
    const paths = (await entries()).map((entry) => entry.path);
    expect(paths.filter((path) => /node_modules|\.ts$|\.map$|\.git|~$/.test(path))).toEqual([]);
    for (const path of paths.filter((each) => each.startsWith('dist/'))) {
      expect((await unzip('-p', charm, path)).includes(root), path).toBe(false);
    }
  });

  it('is what charmcraft.yaml primes, but for the manifest that charmcraft writes itself', async () => {
    const project = parse(readFileSync(join(root, 'charmcraft.yaml'), 'utf8'));
    const topmost = new Set((await entries()).map((entry) => entry.path.split('/')[0]));
    topmost.delete('manifest.yaml');
    expect([...project.parts.charm.prime].sort()).toEqual([...topmost].sort());
    expect(project.parts.charm).toMatchObject({ plugin: 'dump', source: 'build/charm' });
    // Both files together are refused when both say one of these.
    expect(Object.keys(project).filter((key) => ['name', 'summary', 'description'].includes(key))).toEqual([]);
    const bases = read.charm.bases.map((base) => `ubuntu@${base.channel.split('/')[0]}:${architecture}`);
    expect(Object.keys(project.platforms)).toEqual(expect.arrayContaining(architecture === 'amd64' ? bases : []));
  });

  it('cannot be packed for an architecture without a pinned runtime, and leaves nothing half done', async () => {
    const outcome = await pack('none.charm', ['--arch', 'pdp11']);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toMatch(/^cannot pack for "pdp11": known are amd64, arm64\n$/);
    expect(existsSync(join(folder, 'none.charm'))).toBe(false);
  });
});

describe('a charm packed without a runtime', () => {
  let cloud: Cloud;
  let bare: string;

  beforeAll(async () => {
    bare = await packed('bare.charm', ['--without-runtime']);
    cloud = await makeCloud();
    // A principal that needs no Node.
    const host = join(cloud.folder, 'host');
    mkdirSync(host);
    writeFileSync(join(host, 'metadata.yaml'), 'name: host\nsummary: s\ndescription: d\n');
    writeFileSync(join(host, 'manifest.yaml'), read.files.text('manifest.yaml') ?? '');
    writeFileSync(join(host, 'dispatch'), '#!/bin/sh\nstatus-set active\n');
    chmodSync(join(host, 'dispatch'), 0o755);
    await cloud.done('deploy', host);
  });

  afterAll(async () => expect(await cloud?.destroy()).toEqual([]));

  it('is small, and otherwise the same', async () => {
    const small = await readCharm(bare);
    expect(readFileSync(bare).length).toBeLessThan(4_000_000);
    expect(small.files.has('runtime/node')).toBe(false);
    expect(small.charm.metadata).toEqual(read.charm.metadata);
  });

  it('says in its status what is missing where there is no Node, and what to do', async () => {
    // The machine has the host's programs in a layer of its own: what is removed there stays on the host.
    await cloud.ssh('host/0', ['bash', '-c', 'rm -f $(which -a node nodejs)']);
    await cloud.done('deploy', bare);
    await cloud.done('integrate', 'astara-orchestrator:juju-info', 'host');
    const status = await cloud.unitStatus('astara-orchestrator/0');
    expect(status.current).toBe('blocked');
    expect(status.message).toMatch(
      /carries no Node\.js for this machine .* 20 or newer is on PATH; .*install Node\.js 20$/,
    );
    const action = await cloud.run('astara-orchestrator/0', 'show-config');
    expect(action).toMatchObject({ status: 'failed', message: expect.stringContaining('carries no Node.js') });
    expect(existsSync(process.execPath)).toBe(true);
  });

  it('goes on by itself once the charm with a runtime has come', async () => {
    await cloud.done('refresh', 'astara-orchestrator', '--path', charm);
    const status = await cloud.unitStatus('astara-orchestrator/0');
    expect(status.message).not.toContain('Node.js');
    expect(status.current).toBe('blocked');
    expect(status.message).toContain('relation');
  });
});
