/**
 * `npm run pack`: writes astara-orchestrator_<architecture>.charm, the file that Juju deploys.
 * The same sources give the same bytes: entries are sorted, times are fixed, the runtime is pinned by its digest.
 *
 *   npm run pack                        for this machine's architecture
 *   npm run pack -- --arch arm64        for another
 *   npm run pack -- --without-runtime   small; needs Node.js 20 or newer on the machine
 *   npm run pack -- --out x.charm       elsewhere
 *   npm run pack -- --stage             only fills build/charm/, as charmcraft's part does
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import yazl from 'yazl';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'build/cache');
/** Zip cannot hold an earlier time. */
const epoch = new Date(Date.UTC(1980, 0, 1, 0, 0, 0));

const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch === 'arm64' ? 'arm64' : 'amd64' },
    'without-runtime': { type: 'boolean', default: false },
    stage: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

// A stage of its own, so that two packers do not clear away each other's files.
const stage = options.stage ? join(root, 'build/charm') : join(root, `build/stage-${process.pid}`);
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const runtimes = JSON.parse(readFileSync(join(root, 'scripts/node-runtime.json'), 'utf8'));

function git(...args) {
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : '';
}

/** First line of `juju status`'s charm version: the release, and the commit when there is one to name. */
function versionText() {
  const commit = git('rev-parse', '--short=12', 'HEAD');
  return commit === '' ? packageJson.version : `${packageJson.version}-g${commit}`;
}

/** The runtime's folder in the cache, fetched from npm and checked against the pinned digest. */
function fetchRuntime(architecture) {
  const pinned = runtimes.architectures[architecture];
  if (pinned === undefined) {
    throw new Error(`cannot pack for "${architecture}": known are ${Object.keys(runtimes.architectures).join(', ')}`);
  }
  const folder = join(cache, `${pinned.package}-${runtimes.version}`);
  if (existsSync(join(folder, 'package/bin/node'))) return join(folder, 'package');
  mkdirSync(cache, { recursive: true });
  execFileSync('npm', ['pack', `${pinned.package}@${runtimes.version}`, '--silent', '--pack-destination', cache], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = join(cache, `${pinned.package}-${runtimes.version}.tgz`);
  const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (digest !== pinned.integrity) throw new Error(`cannot use ${pinned.package}: its digest is ${digest}`);
  const unpacked = `${folder}.new`;
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  execFileSync('tar', ['xzf', archive, '-C', unpacked, 'package/bin/node', 'package/LICENSE']);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unpacked, folder);
  rmSync(archive);
  return join(folder, 'package');
}

/** The licences of every package whose code is in the bundles, as one text. */
function thirdPartyLicences() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const parts = [];
  for (const [path, entry] of Object.entries(lock.packages).sort()) {
    if (path === '' || entry.dev === true || !existsSync(join(root, path))) continue;
    const file = readdirSync(join(root, path)).find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text = file === undefined ? `Licence: ${entry.license}` : readFileSync(join(root, path, file), 'utf8').trim();
    parts.push(`${path.replace(/^.*node_modules\//, '')} ${entry.version}\n\n${text}\n`);
  }
  return parts.join(`\n${'-'.repeat(80)}\n\n`);
}

function fillStage() {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of [
    'metadata.yaml',
    'config.yaml',
    'actions.yaml',
    'dispatch',
    'hooks',
    'templates',
    'LICENSE',
    'README.md',
    'icon.svg',
  ]) {
    cpSync(join(root, name), join(stage, name), { recursive: true });
  }
  mkdirSync(join(stage, 'dist'));
  for (const name of readdirSync(join(root, 'dist'))) {
    if (
      /^charm(\.cjs|\.json|-bundle\.[0-9a-f]+\.cjs)$|^(ask-ahead|rest)\.sh$/.test(name) ||
      name === 'clients' ||
      name === 'lib'
    ) {
      cpSync(join(root, 'dist', name), join(stage, 'dist', name), { recursive: true });
    }
  }
  const bases = ['22.04', '24.04'].map((channel) => ({ name: 'ubuntu', channel, architectures: [options.arch] }));
  writeFileSync(join(stage, 'manifest.yaml'), stringify({ bases }, { version: '1.1', lineWidth: 0 }));
  writeFileSync(join(stage, 'version'), `${versionText()}\n`);
  writeFileSync(join(stage, 'THIRD-PARTY-LICENCES'), thirdPartyLicences());
  if (options['without-runtime']) return;
  const runtime = fetchRuntime(options.arch);
  mkdirSync(join(stage, 'runtime'));
  copyFileSync(join(runtime, 'bin/node'), join(stage, 'runtime/node'));
  chmodSync(join(stage, 'runtime/node'), 0o755);
  copyFileSync(join(runtime, 'LICENSE'), join(stage, 'runtime/LICENSE'));
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

async function writeArchive(path) {
  const archive = new yazl.ZipFile();
  for (const file of listFiles(stage).sort()) {
    const executable = (statSync(file).mode & 0o100) !== 0;
    archive.addFile(file, relative(stage, file), {
      mtime: epoch,
      mode: executable ? 0o100755 : 0o100644,
      forceDosTimestamp: true,
    });
  }
  archive.end();
  const temporary = `${path}.new`;
  await pipeline(archive.outputStream, createWriteStream(temporary));
  renameSync(temporary, path);
}

try {
  fillStage();
  if (!options.stage) {
    const path = options.out ?? join(root, `${packageJson.name}_${options.arch}.charm`);
    await writeArchive(path);
    const size = Math.round(statSync(path).size / 1024 / 1024);
    const runtime = options['without-runtime'] ? 'not included' : runtimes.version;
    console.log(`${relative(root, path)}: ${size} MB, version ${versionText()}, Node.js ${runtime}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (!options.stage) rmSync(stage, { recursive: true, force: true });
}
