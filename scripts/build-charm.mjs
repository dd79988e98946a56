#!/usr/bin/env node
/**
 * Builds a charm that is written with ops into a folder that Juju can deploy, `build`: its YAML files, `dispatch`, and
 * the program as one bundle that is loaded through V8's code cache, so that hooks start fast.
 *
 *   ops-build                                         the charm in this folder, from src/main.ts
 *   ops-build --charm <folder> --entry <file>         another one
 *   ops-build --include templates                     with a file or folder that the charm reads
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { parse } from 'yaml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  // Stored paths use explicit handle kinds, but a stack trace should still say which class it is.
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  // A dynamic import becomes a require: loading one CommonJS driver through the ESM loader would lex all of it first.
  supported: { 'dynamic-import': false },
};

/**
 * Leaves the parsers and loggers that few hooks need to files of their own beside the bundle: a smaller bundle is read
 * faster by all the others.
 */
const librariesApart = {
  name: 'libraries-apart',
  setup(build) {
    build.onResolve({ filter: /^(yaml|winston)$/ }, (args) => {
      if (args.kind !== 'dynamic-import' && args.kind !== 'require-call') return null;
      if (args.path === 'yaml') return { path: './lib/yaml.cjs', external: true };
      return isOfTheLog(args.importer) ? { path: './lib/winston.cjs', external: true } : null;
    });
  },
};

/** Whether it is the framework's own log that asks: a charm that asks for winston itself gets the whole of it. */
function isOfTheLog(importer) {
  return /[\\/]winston-front\.[jt]s$/.test(importer);
}

/**
 * What winston's logger loads and this one never uses: colours, formats of its own, a stream library that Node's own has
 * since become, and the wait for several transports at once. Each would cost the first line of a hook's log milliseconds.
 */
const leanWinston = {
  name: 'lean-winston',
  setup(build) {
    const instead = {
      'readable-stream': "module.exports = require('stream');",
      'readable-stream/lib/_stream_writable.js': "module.exports = require('stream').Writable;",
      logform: "module.exports = { format: require('logform/format'), levels: (config) => config };",
      '@dabh/diagnostics': 'module.exports = () => () => {};',
      'async/forEach': "module.exports = (...args) => require('async/forEach')(...args);",
    };
    const namespace = 'lean-winston';
    const names = Object.keys(instead).map((name) => name.replaceAll('.', '\\.'));
    build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path, namespace: from }) =>
      from === namespace ? null : { path, namespace },
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: instead[path], resolveDir: root }));
  },
};

/** The log's winston: its logger and the base of its transports. */
const winstonEntry = [
  "exports.createLogger = require('winston/lib/winston/create-logger');",
  "exports.format = require('logform/format');",
  "exports.Transport = require('winston-transport/modern');",
].join('\n');

/** Node's own modules that few hooks need and that cost each of them milliseconds. */
const costlyBuiltins = ['child_process', 'crypto', 'net', 'os'];

/** A constant, a class or a function that loads its module when it is read or called; what nobody imports is left out. */
function lateExport(path, name, value) {
  if (typeof value === 'string') return `export const ${name} = ${JSON.stringify(value)};`;
  const late = `require('${path}').${name}`;
  if (typeof value === 'function' && !isClass(value)) {
    return `export function ${name}(...args) { return ${late}(...args); }`;
  }
  // Also for `instanceof`, which asks for the prototype.
  const traps = [
    `get: (_, key) => ${late}[key]`,
    `apply: (_, self, args) => Reflect.apply(${late}, self, args)`,
    `construct: (_, args) => Reflect.construct(${late}, args)`,
  ];
  return `export const ${name} = /* @__PURE__ */ new Proxy(function () {}, { ${traps.join(', ')} });`;
}

/** Whether something is made with it: many of Node's classes are functions of the old kind. */
function isClass(value) {
  const { prototype } = value;
  if (prototype === undefined) return false;
  return /^class\b/.test(Function.prototype.toString.call(value)) || Object.getOwnPropertyNames(prototype).length > 1;
}

/** Loads a costly module of Node's when something of it is first used, whatever the sources import at their beginning. */
const builtinsWhenUsed = {
  name: 'builtins-when-used',
  setup(build) {
    const namespace = 'builtin-when-used';
    build.onResolve({ filter: new RegExp(`^node:(${costlyBuiltins.join('|')})$`) }, (args) =>
      args.namespace === namespace ? { path: args.path, external: true } : { path: args.path, namespace },
    );
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: Object.entries((await import(path)).default)
        .map(([name, value]) => lateExport(path, name, value))
        .join('\n'),
      resolveDir: root,
    }));
  },
};

/**
 * Lets a charm's files import from the framework's modules what they import through its one door. With the door between
 * them, a module that few hooks need would be loaded by all, as soon as any file of the charm imports anything.
 */
const pastTheDoor = {
  name: 'past-the-door',
  setup(build) {
    const doors = [join(root, 'src/ops/index.ts'), join(root, 'dist/ops/index.js')];
    const origins = new Map();
    build.onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
      if (path.includes('/node_modules/') || doors.some((door) => path.startsWith(`${dirname(door)}/`))) return null;
      const text = readFileSync(path, 'utf8');
      const imports = [...text.matchAll(/^import \{([^}]*)\} from '([^']*\/ops(?:\/index\.[jt]s)?)';$/gm)];
      let contents = text;
      for (const [statement, names, specifier] of imports) {
        const door = (await build.resolve(specifier, { kind: 'import-statement', resolveDir: dirname(path) })).path;
        if (!doors.includes(door)) continue;
        if (!origins.has(door)) origins.set(door, originsOf(door));
        contents = contents.replace(statement, straightImports(names, origins.get(door), door));
      }
      return contents === text
        ? null
        : { contents, loader: path.endsWith('.ts') ? 'ts' : 'js', resolveDir: dirname(path) };
    });
  },
};

/** By name, the module that the door has it from; what the door passes on whole is found under `*`. */
function originsOf(door) {
  const origins = new Map();
  for (const [, names, from] of readFileSync(door, 'utf8').matchAll(/^export (\*|\{[^}]*\}) from '([^']+)';$/gm)) {
    const module = resolve(dirname(door), from);
    for (const name of names.replace(/[{}\s]/g, '').split(',')) if (name !== '') origins.set(name, module);
  }
  return origins;
}

/** The same imports, one by one; types are left to the door, which then is not loaded for them. */
function straightImports(names, origins, door) {
  const wanted = names.split(',').map((name) => name.trim());
  return wanted
    .filter((name) => name !== '')
    .map((name) => {
      if (name.startsWith('type ')) return `import type { ${name.slice(5)} } from ${JSON.stringify(door)};`;
      const [exported] = name.split(' as ');
      return `import { ${name} } from ${JSON.stringify(origins.get(exported) ?? origins.get('*'))};`;
    })
    .join(' ');
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

/** The charm's YAML files as one JSON file; a hook reads it in a fraction of the time that YAML takes. */
function compileCharmFiles(folder) {
  const files = {};
  for (const name of ['metadata', 'config', 'actions']) {
    const path = join(folder, `${name}.yaml`);
    files[name] = existsSync(path) ? (parse(readFileSync(path, 'utf8')) ?? {}) : {};
  }
  return JSON.stringify(files);
}

/** Libraries that every charm may need, by file. */
const commonLibraries = {
  'lib/yaml.cjs': { code: "module.exports = require('yaml');" },
  'lib/winston.cjs': { code: winstonEntry, plugins: [leanWinston] },
};

/**
 * Builds one charm's `dist` folder: the loader, the bundle under its content's hash, libraries that few hooks need, and
 * the compiled YAML. `libraries` are those of this charm: by file, the code that exports them. Returns the size of the
 * bundle.
 */
export async function buildCharm({ entry, folder, out, plugins = [], libraries = {} }) {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (/^charm-bundle\..*/.test(name)) rmSync(join(out, name));
  const built = [];
  for (const [file, library] of Object.entries({ ...commonLibraries, ...libraries })) {
    const outfile = join(out, file);
    await esbuild.build({
      ...shared,
      stdin: { contents: library.code, resolveDir: root },
      plugins: library.plugins ?? [],
      outfile,
    });
    built.push(readFileSync(outfile));
  }
  const bundled = await esbuild.build({
    ...shared,
    entryPoints: [entry],
    define: { 'import.meta.url': 'undefined' },
    plugins: [...plugins, librariesApart, builtinsWhenUsed, pastTheDoor],
    write: false,
    outfile: join(out, 'charm.cjs'),
  });
  const code = bundled.outputFiles[0].contents;
  const name = `charm-bundle.${hash(code)}.cjs`;
  writeFileSync(join(out, name), code);
  await esbuild.build({
    ...shared,
    entryPoints: ['src/launcher/start.ts'],
    outfile: join(out, 'charm.cjs'),
    define: { CHARM_BUNDLE: JSON.stringify(name), CHARM_LIBRARIES: JSON.stringify(hash(Buffer.concat(built))) },
  });
  writeFileSync(join(out, 'charm.json'), compileCharmFiles(folder));
  for (const script of ['ask-ahead.sh', 'rest.sh']) copyFileSync(join(root, 'src/launcher', script), join(out, script));
  return code.length;
}

/** What Juju reads besides the program, where there is such a file. */
const charmFiles = [
  'metadata.yaml',
  'config.yaml',
  'actions.yaml',
  'manifest.yaml',
  'lxd-profile.yaml',
  'dispatch',
  'icon.svg',
  'version',
  'LICENSE',
  'README.md',
];

/** The command. */
async function run() {
  const { values } = parseArgs({
    options: {
      charm: { type: 'string', default: '.' },
      entry: { type: 'string', default: 'src/main.ts' },
      include: { type: 'string', multiple: true, default: [] },
    },
  });
  const folder = resolve(values.charm);
  // Another project's folder has a `build` too, which is not ours to remove.
  for (const needed of ['metadata.yaml', values.entry]) {
    if (!existsSync(resolve(folder, needed))) throw new Error(`there is no ${needed} in ${folder}`);
  }
  const out = join(folder, 'build');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  for (const name of charmFiles) if (existsSync(join(folder, name))) cpSync(join(folder, name), join(out, name));
  for (const name of values.include) cpSync(join(folder, name), join(out, name), { recursive: true });
  const size = await buildCharm({ entry: resolve(folder, values.entry), folder, out: join(out, 'dist') });
  const launcher = join(out, 'dispatch');
  if (!existsSync(launcher)) cpSync(join(root, 'dispatch'), launcher);
  chmodSync(launcher, 0o755);
  console.log(`build/dist: ${Math.round(size / 1024)} KB of program`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await run();
  } catch (error) {
    console.error(`cannot build the charm: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
