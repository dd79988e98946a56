/**
 * Builds everything that runs: the charm, the stand-in providers, the emulator's command and the `ops` package.
 *
 *   dist/charm.cjs            what a launcher starts: loads the bundle through V8's code cache (src/launcher/start.ts)
 *   dist/charm-bundle.*.cjs   the charm; dist/lib/ and dist/clients/: what few hooks need, loaded when it is used
 *   dist/charm.json           metadata.yaml, config.yaml and actions.yaml, so that no hook parses YAML
 *   dist/cli.cjs              the emulator
 *   dist/hook-tool            the client of its hook tools, where there is a C compiler; they are in Perl without it
 *   dist/ops/, dist/system/, dist/types/    the framework and its test kit as a package
 *   build/providers/<name>/   the stand-in charms, each a folder that Juju can deploy
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { buildCharm, shared } from './build-charm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages with which the charm tries its dependencies; each is far larger than the charm. */
const drivers = {
  mysql2: 'mysql2',
  amqplib: 'amqplib',
  'node-zookeeper-client': 'zookeeper',
  memjs: 'memjs',
};

/** Leaves a driver that is loaded when it is used to a file of its own beside the bundle. */
const driversApart = {
  name: 'drivers-apart',
  setup(build) {
    build.onResolve({ filter: /^(mysql2|amqplib|node-zookeeper-client|memjs)$/ }, (args) => {
      if (args.kind !== 'dynamic-import' && args.kind !== 'require-call') return null;
      return { path: `./clients/${drivers[args.path]}.cjs`, external: true };
    });
  },
};

/**
 * What the ZooKeeper driver loads and hardly uses: all of underscore for three functions, async for what we never ask of
 * it, and Node's assert, which is needed only to fail. Each update-status of a member of a ring would pay for them.
 */
const leanZookeeper = {
  name: 'lean-zookeeper',
  setup(build) {
    const functionOfAsync = (name) => `exports.${name} = (...args) => require('async').${name}(...args);`;
    const functionOfUnderscore = (name) => `exports.${name} = require('underscore/cjs/${name}.js');`;
    const instead = {
      assert: "module.exports = (value, message) => { if (!value) require('assert')(value, message); };",
      async: ['whilst', 'eachSeries', 'reduce'].map(functionOfAsync).join('\n'),
      underscore: ['clone', 'defaults', 'shuffle'].map(functionOfUnderscore).join('\n'),
    };
    const namespace = 'lean-zookeeper';
    build.onResolve({ filter: /^(assert|async|underscore)$/ }, ({ path, importer, namespace: from }) =>
      from === namespace || !/node-zookeeper-client/.test(importer) ? null : { path, namespace },
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: instead[path], resolveDir: root }));
  },
};

async function buildMainCharm() {
  if (!existsSync(join(root, 'src/charm/main.ts'))) return;
  const size = await buildCharm({
    entry: 'src/charm/main.ts',
    folder: root,
    out: join(root, 'dist'),
    plugins: [driversApart],
    libraries: Object.fromEntries(
      Object.entries(drivers).map(([name, file]) => [
        `clients/${file}.cjs`,
        { code: `module.exports = require('${name}');`, plugins: file === 'zookeeper' ? [leanZookeeper] : [] },
      ]),
    ),
  });
  console.log(`charm: ${Math.round(size / 1024)} KB, drivers apart`);
}

async function buildProviders() {
  const providers = join(root, 'providers');
  for (const entry of readdirSync(providers, { withFileTypes: true })) {
    const folder = join(providers, entry.name);
    if (!entry.isDirectory() || !existsSync(join(folder, 'metadata.yaml'))) continue;
    const out = join(root, 'build/providers', entry.name);
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (!name.endsWith('.ts')) cpSync(join(folder, name), join(out, name), { recursive: true });
    }
    copyFileSync(join(root, 'dispatch'), join(out, 'dispatch'));
    chmodSync(join(out, 'dispatch'), 0o755);
    await buildCharm({ entry: join(folder, 'charm.ts'), folder, out: join(out, 'dist') });
    console.log(`provider: ${entry.name}`);
  }
}

async function buildCommand() {
  if (!existsSync(join(root, 'src/cli/main.ts'))) return;
  await esbuild.build({
    ...shared,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(root, 'dist/cli.cjs'),
    minify: false,
    sourcemap: 'linked',
  });
}

/** Static where the system's libraries are there to be linked in: a hook calls the tools so often that a loader would tell. */
function buildToolClient() {
  const out = join(root, 'dist/hook-tool');
  rmSync(out, { force: true });
  mkdirSync(dirname(out), { recursive: true });
  const compile = (...flags) =>
    spawnSync('cc', ['-O2', '-s', ...flags, '-o', out, join(root, 'src/emulator/tools/client.c')]).status === 0;
  if (!compile('-static') && !compile()) console.log('hook tools: in Perl, for there is no C compiler (cc)');
}

/**
 * Files stay files here: a bundler of the charm's author then leaves out what his charm does not use, and sees the calls
 * of `require` that load libraries late, which a bundle of ours would hide from it.
 */
function buildPackage() {
  const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.package.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0) throw new Error('cannot build the ops package: tsc failed');
}

for (const name of ['ops', 'system', 'types']) rmSync(join(root, 'dist', name), { recursive: true, force: true });
buildPackage();
buildToolClient();
await Promise.all([buildMainCharm(), buildProviders(), buildCommand()]);
