#!/usr/bin/env node
/**
 * Generates the types of a charm from its YAML files.
 *
 *   npm run generate                          this repository's charm and its stand-in providers
 *   npm run generate -- --check               fail when the written types are stale
 *   ops-generate --charm . --output src/charm-types.ts [--name MyTypes] [--check]      any charm
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The generator: compiled from its sources where they are, else as built. Node 20 cannot run TypeScript itself. */
async function loadGenerator() {
  const source = join(root, 'src/ops/typegen/generate.ts');
  if (!existsSync(source)) return import(pathToFileURL(join(root, 'dist/ops/typegen/generate.js')).href);
  const { build } = await import('esbuild');
  const folder = mkdtempSync(join(tmpdir(), 'ops-generate-'));
  try {
    const outfile = join(folder, 'generate.mjs');
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      // yaml is CommonJS inside; an ESM bundle needs require for it.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        charm: { type: 'string', default: root },
        output: { type: 'string' },
        name: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`cannot generate types: ${error.message}`);
    console.error('usage: ops-generate --charm <folder> --output <file> [--name <interface>] [--check]');
    process.exit(2);
  }
}

const values = readOptions();

/** The charms whose types to write: the one that was named, or all of this repository. */
function targets() {
  const folder = resolve(values.charm);
  if (values.output !== undefined) return [{ charm: folder, output: resolve(values.output) }];
  if (folder !== root) return [{ charm: folder, output: join(folder, 'src/charm-types.ts') }];
  const providers = join(root, 'providers');
  const standIns = existsSync(providers) ? readdirSync(providers, { withFileTypes: true }) : [];
  return [
    { charm: root, output: join(root, 'src/charm/charm-types.ts') },
    ...standIns
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(providers, entry.name))
      .map((charm) => ({ charm, output: join(charm, 'charm-types.ts') })),
  ];
}

try {
  const { generateTypes } = await loadGenerator();
  for (const { charm, output } of targets()) {
    const shown = relative(process.cwd(), output);
    const outcome = generateTypes({
      charm,
      output,
      check: values.check,
      ...(values.name ? { typeName: values.name } : {}),
    });
    if (outcome === 'stale') {
      console.error(`${shown} is stale: run "npm run generate" and commit the result`);
      process.exitCode = 1;
    } else {
      console.log(`${shown}: ${outcome}`);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
