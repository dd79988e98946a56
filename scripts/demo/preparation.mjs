/** From a fresh clone to a packed charm: installs, builds and packs what is missing or older than its sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, heading } from './output.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
export const charmFile = join(root, `astara-orchestrator_${architecture}.charm`);

/** What the built program and the packed charm are made of. */
const sources = [
  ...['src', 'providers', 'templates', 'hooks', 'dispatch', 'metadata.yaml', 'config.yaml', 'actions.yaml'],
  ...['package-lock.json', 'scripts/build.mjs', 'scripts/build-charm.mjs', 'scripts/pack.mjs'],
];
const built = ['dist/cli.cjs', 'dist/charm.cjs', 'dist/charm.json', 'build/providers/mysql/dist/charm.cjs'];

/** Runs a step in the foreground; what it says is shown. */
function step(what, command, args, cure) {
  heading(what);
  const environment = { ...process.env };
  for (const name of ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_PATH']) delete environment[name];
  // npm needs the authorities that its user has set; a bundle only slows down the others.
  if (command === 'npm' && process.env.NODE_EXTRA_CA_CERTS !== undefined) {
    environment.NODE_EXTRA_CA_CERTS = process.env.NODE_EXTRA_CA_CERTS;
  }
  const done = spawnSync(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.signal === 'SIGINT' || done.status === 130) throw new Failure('it was interrupted', 'npm run demo', 130);
  if (done.status !== 0) throw new Failure(`${command} ${args.join(' ')} failed${reason(done)}`, cure);
}

function reason(done) {
  return done.error === undefined ? '' : `: ${done.error.message}`;
}

/** When the newest file below was written, in milliseconds; 0 when there is none. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isOlder(files, limit) {
  return files.some((file) => !existsSync(join(root, file)) || statSync(join(root, file)).mtimeMs < limit);
}

/** Makes ready what is missing. A cloud that is up needs the command alone, and keeps the charm that it runs. */
export function prepare(isUp) {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) {
    const cure = 'see what npm said above; it needs a registry that it can reach';
    step("Installing npm's packages", 'npm', ['ci', '--no-fund', '--no-audit'], cure);
  }
  const install = [join(root, 'scripts/install-packages.mjs')];
  if (spawnSync(process.execPath, [...install, '--check'], { stdio: 'ignore' }).status !== 0) {
    const cure = 'see what apt-get said above; it needs an archive that it can reach';
    step("Installing Debian's packages", process.execPath, install, cure);
  }
  const changed = Math.max(...sources.map((path) => newest(join(root, path))));
  if (isUp && existsSync(join(root, 'dist/cli.cjs'))) return;
  if (isOlder(built, changed)) {
    const cure = 'see what the build said above; after a change of the sources, npm run typecheck tells more';
    step('Building', process.execPath, [join(root, 'scripts/build.mjs')], cure);
  }
  if (!existsSync(charmFile) || statSync(charmFile).mtimeMs < changed) {
    const cure = 'see what the packer said above; it fetches the Node.js runtime from the npm registry';
    step('Packing the charm', process.execPath, [join(root, 'scripts/pack.mjs')], cure);
  }
}
