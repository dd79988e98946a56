/**
 * `npm run bench`: how long a hook takes, what it needs, and how that grows; see docs/performance.md.
 * Needs root and a packed charm (`npm run build && npm run pack`).
 *
 *   npm run bench                          prints the tables
 *   npm run bench -- --write               and keeps them in docs/performance.md
 *   npm run bench -- --rounds 41           more rounds; the default is 21
 *   npm run bench -- --without-scale       without the tables of sizes
 *   npm run bench -- --without-instructions   without valgrind, which takes minutes
 *   npm run bench -- --python PATH         another Python, with ops
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { buildCharm } from './build-charm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['tests/bench/main.ts', 'tests/bench/servers.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outdir: out,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const reader = join(out, 'unit-reader');
  const readerSource = join(root, 'tests/bench/unit-reader');
  await buildCharm({ entry: join(readerSource, 'charm.ts'), folder: readerSource, out: join(reader, 'dist') });
  const environment = { ...process.env };
  // What a shell sets for other Node programs would be measured too.
  for (const name of ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_PATH']) delete environment[name];
  const folders = ['--root', root, '--servers', join(out, 'servers.mjs'), '--reader', reader];
  const args = [join(out, 'main.mjs'), ...folders, ...process.argv.slice(2)];
  const done = spawnSync(process.execPath, args, { stdio: 'inherit', env: environment });
  process.exitCode = done.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
