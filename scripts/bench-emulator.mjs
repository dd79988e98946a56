/**
 * `npm run bench:emulator`: what the emulator itself costs, as medians of samples taken in turns; see docs/performance.md.
 *
 *   npm run bench:emulator                  prints two tables
 *   npm run bench:emulator -- --write       and keeps them in docs/performance.md
 *   npm run bench:emulator -- --rounds 5    models of each size that are settled; the default is 3
 *   npm run bench:emulator -- --sizes 10,20   their numbers of units; the default is 10,50,100
 *   npm run bench:emulator -- --samples 5   of all else; the default is 15, and three machines
 *
 *   a hook tool's round trip    against the start of an empty program, in the same hook, alternating
 *   an empty hook               as the emulator runs it, against the start of a bare Node
 *   a machine                   from nothing to its first program
 *   a model of N units          what its settling takes for each unit, and what that time goes into
 *
 * Milliseconds depend on the machine and on what else it does; the ratios much less. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/performance.md');
const marks = ['<!-- emulator measured: begin -->', '<!-- emulator measured: end -->'];
const folder = mkdtempSync(join(tmpdir(), 'bench-emulator-'));

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    sizes: { type: 'string', default: '10,50,100' },
    samples: { type: 'string', default: '15' },
  },
});
const rounds = count(options.rounds);
const sizes = options.sizes.split(',').map(count);
const samples = count(options.samples);

function count(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`cannot measure "${text}" times: it is no number`);
  return number;
}

function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs a word of the emulator against a home of its own.
 *
 * @param programFolder where it looks for the compiled client of the hook tools
 */
function juju({ home, machines = 'plain', programFolder = root }, ...args) {
  const result = spawnSync(process.execPath, [join(root, 'dist/cli.cjs'), ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      JUJU_EMULATOR_PROGRAM: programFolder,
      JUJU_EMULATOR_HOME: join(folder, home),
      JUJU_EMULATOR_MACHINES: machines,
      JUJU_EMULATOR_PROGRESS: 'json',
    },
  });
  if (result.status !== 0) throw new Error(`cannot run juju ${args.join(' ')}: ${result.stderr}${result.stdout}`);
  return result;
}

/** What happened, as the emulator tells it with JUJU_EMULATOR_PROGRESS=json. */
function events(result) {
  return result.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

function writeCharm(name, files) {
  const charm = join(folder, name);
  const all = {
    'metadata.yaml': `name: ${name}\nsummary: s\ndescription: d\n`,
    'manifest.yaml': 'bases: [{name: ubuntu, channel: "24.04", architectures: [amd64, arm64]}]\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(charm, path)), { recursive: true });
    writeFileSync(join(charm, path), text);
    if (text.startsWith('#!')) chmodSync(join(charm, path), 0o755);
  }
  return charm;
}

/** Its `start` hook times a tool and an empty program in turns and logs the microseconds of each. */
const timingHook = `#!/bin/bash
for round in $(seq ${samples}); do
  a=\${EPOCHREALTIME/./}; for i in 1 2 3 4 5 6 7 8 9 10; do is-leader >/dev/null; done
  b=\${EPOCHREALTIME/./}; for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done
  c=\${EPOCHREALTIME/./}; echo "bench $((b - a)) $((c - b))"
done
`;

/** Two medians of samples that were taken in turns, and what to make of them. */
function row(what, measured, against, base, verdict) {
  const [first, second] = [median(measured), median(base)];
  return [what, first.toFixed(1), against, second.toFixed(1), verdict(first, second)];
}

/** Milliseconds that a Node takes which has nothing to do. */
function bareNode() {
  const before = performance.now();
  spawnSync(process.execPath, ['-e', '0'], { env: { PATH: process.env.PATH } });
  return performance.now() - before;
}

/** In a program folder without a compiled client the tools are in Perl. */
function hookTool(charm, language, programFolder) {
  const home = { home: `tools-in-${language}`, programFolder };
  juju(home, 'deploy', charm);
  const log = juju(home, 'debug-log', '--replay', '--no-tail', '--level', 'DEBUG').stdout;
  const pairs = [...log.matchAll(/bench (\d+) (\d+)/g)].map((match) => [match[1] / 10_000, match[2] / 10_000]);
  const [tools, empty] = [0, 1].map((index) => pairs.map((pair) => pair[index]));
  const verdict = (tool, base) => `+${(tool - base).toFixed(1)} ms (goal: +4.0)`;
  return row(`a hook tool's round trip, in ${language}`, tools, 'an empty program', empty, verdict);
}

function emptyHook(charm) {
  const home = { home: 'empty' };
  juju(home, 'deploy', charm);
  const hooks = [];
  const bare = [];
  for (let round = 1; round <= samples; round += 1) {
    const changed = juju(home, 'config', 'bench', `round=${round}`);
    const ended = events(changed).find((event) => event.type === 'hook-ended' && event.name === 'config-changed');
    hooks.push(ended.milliseconds);
    bare.push(bareNode());
  }
  const verdict = (hook, node) => `${(hook / node).toFixed(2)} times (goal: 1.50)`;
  return row('an empty hook', hooks, 'a bare Node', bare, verdict);
}

function machineUp(charm) {
  const home = { home: 'real', machines: 'namespaces' };
  const times = [];
  const bare = [];
  for (let round = 0; round < Math.min(samples, 3); round += 1) {
    const started = events(juju(home, 'deploy', charm)).find((event) => event.type === 'machine-started');
    times.push(started.milliseconds);
    juju(home, 'destroy-model');
    bare.push(bareNode());
  }
  const verdict = (machine, node) => `${(machine / node).toFixed(0)} times`;
  return row('a machine with systemd', times, 'a bare Node', bare, verdict);
}

/** Each unit tells the server its name and takes an answer from it: what a charm with one relation does at least. */
const clientDispatch = `#!/bin/sh
case "$JUJU_HOOK_NAME" in
  start) status-set waiting 'for a server' ;;
  db-relation-joined) relation-set name="$JUJU_UNIT_NAME" ;;
  db-relation-changed) status-set active "$(relation-get greeting)" ;;
esac
`;
const serverDispatch = `#!/bin/sh
case "$JUJU_HOOK_NAME" in
  start) status-set active ;;
  db-relation-created) relation-set greeting=hello ;;
  db-relation-changed) relation-get name >/dev/null ;;
esac
`;

/** Parts of a settling's time, in the order of the table, as the emulator calls them. */
const parts = ['processes', 'tools', 'commits', 'queue', 'unpacking', 'rest'];

/** Settles a model of so many units of a client with one server, from nothing. */
function settle(units, charms) {
  const home = { home: `units-${units}` };
  juju(home, 'deploy', charms.server, '--no-wait');
  juju(home, 'deploy', charms.client, '-n', String(units), '--no-wait');
  const { summary } = events(juju(home, 'integrate', 'client', 'server')).find((event) => event.type === 'settled');
  if (summary.failures > 0) throw new Error(`cannot measure ${units} units: hooks failed`);
  juju(home, 'destroy-model', '--force');
  return summary;
}

function settlingRows(charms) {
  const summaries = new Map(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? sizes : sizes.toReversed();
    for (const size of order) summaries.get(size).push(settle(size, charms));
  }
  return [...summaries].map(([units, all]) => {
    const middle = (of) => median(all.map(of));
    const share = (part) => `${Math.round(middle((one) => (100 * one.spent[part]) / one.milliseconds))} %`;
    const time = middle((one) => one.milliseconds);
    const { hooks } = all[0];
    return [
      ...[units, hooks, (time / 1000).toFixed(2), (time / units).toFixed(1), (time / hooks).toFixed(1)],
      ...parts.map(share),
    ];
  });
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (rows.every((cells) => /^[0-9]/.test(String(cells[index]))) ? '---:' : '---'));
  return [heads, rule, ...rows].map(line).join('\n');
}

function keep(text) {
  const old = readFileSync(page, 'utf8');
  const [begin, end] = marks.map((mark) => old.indexOf(mark));
  if (begin === -1 || end < begin) throw new Error(`cannot keep the tables: ${page} has no place for them`);
  writeFileSync(page, `${old.slice(0, begin + marks[0].length)}\n\n${text}\n\n${old.slice(end)}`);
}

try {
  const config = { 'config.yaml': 'options: {round: {type: int, default: 0, description: d}}\n' };
  const bench = writeCharm('bench', { ...config, 'hooks/config-changed': '#!/bin/sh\n' });
  const timing = writeCharm('timing', { 'hooks/start': timingHook });
  const charms = {
    client: writeCharm('client', {
      'metadata.yaml': 'name: client\nsummary: s\ndescription: d\nrequires: {db: {interface: sql}}\n',
      dispatch: clientDispatch,
    }),
    server: writeCharm('server', {
      'metadata.yaml': 'name: server\nsummary: s\ndescription: d\nprovides: {db: {interface: sql}}\n',
      dispatch: serverDispatch,
    }),
  };
  const rows = [];
  if (existsSync(join(root, 'dist/hook-tool'))) rows.push(hookTool(timing, 'C', root));
  rows.push(hookTool(timing, 'Perl', folder), emptyHook(bench));
  if (process.getuid?.() === 0) rows.push(machineUp(bench));
  const settling = settlingRows(charms);
  const heads = ['units', 'hooks', 's', 'ms a unit', 'ms a hook'];
  const text = [
    table(['what', 'ms', 'against', 'ms', ''], rows),
    table([...heads, 'hook processes', 'hook tools', 'commits', 'queue', 'unpacking', 'rest'], settling),
  ].join('\n\n');
  console.log(text);
  if (options.write) keep(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
