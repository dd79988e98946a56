/**
 * `npm run bench:emulator`: what the emulator itself costs, as ratios measured in one run.
 *
 *   a hook tool's round trip    against the start of an empty program, in the same hook, alternating
 *   an empty hook               as the emulator runs it, against the start of a bare Node
 *   a machine                   from nothing to its first program
 *   a model of N units          settling time per unit, which must not grow with N
 *
 * Milliseconds depend on the machine and on what else it does; the ratios much less. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'bench-emulator-'));
const rounds = 15;

function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs a word of the emulator against a home of its own. */
function juju(home, machines, ...args) {
  const result = spawnSync(join(root, 'bin/juju'), args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      JUJU_EMULATOR_HOME: join(folder, home),
      JUJU_EMULATOR_MACHINES: machines,
      JUJU_EMULATOR_PROGRESS: 'json',
    },
  });
  if (result.status !== 0) throw new Error(`cannot run juju ${args.join(' ')}: ${result.stderr}${result.stdout}`);
  return result;
}

/** A charm in shell. Its `start` hook times a tool and an empty program in turns and logs the microseconds of each. */
function writeCharm(name) {
  const charm = join(folder, name);
  mkdirSync(join(charm, 'hooks'), { recursive: true });
  writeFileSync(join(charm, 'metadata.yaml'), `name: ${name}\nsummary: s\ndescription: d\n`);
  writeFileSync(join(charm, 'config.yaml'), 'options: {round: {type: int, default: 0, description: d}}\n');
  writeFileSync(
    join(charm, 'manifest.yaml'),
    'bases: [{name: ubuntu, channel: "24.04", architectures: [amd64, arm64]}]\n',
  );
  const hook = `#!/bin/bash
for round in $(seq ${rounds}); do
  a=\${EPOCHREALTIME/./}; for i in 1 2 3 4 5 6 7 8 9 10; do is-leader >/dev/null; done
  b=\${EPOCHREALTIME/./}; for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done
  c=\${EPOCHREALTIME/./}; echo "bench $((b - a)) $((c - b))"
done
`;
  for (const [file, text] of Object.entries({ start: hook, 'config-changed': '#!/bin/sh\n' })) {
    writeFileSync(join(charm, 'hooks', file), text);
    chmodSync(join(charm, 'hooks', file), 0o755);
  }
  return charm;
}

/** What happened, as the emulator tells it with JUJU_EMULATOR_PROGRESS=json. */
function events(result) {
  return result.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

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

function hookTool(charm) {
  juju('plain', 'plain', 'deploy', charm);
  const log = juju('plain', 'plain', 'debug-log', '--replay', '--no-tail', '--level', 'DEBUG').stdout;
  const samples = [...log.matchAll(/bench (\d+) (\d+)/g)].map((match) => [match[1] / 10_000, match[2] / 10_000]);
  const [tools, empty] = [0, 1].map((index) => samples.map((sample) => sample[index]));
  const verdict = (tool, base) => `+${(tool - base).toFixed(1)} ms (goal: +4.0)`;
  return row("a hook tool's round trip", tools, 'an empty program', empty, verdict);
}

function emptyHook() {
  const hooks = [];
  const bare = [];
  for (let round = 1; round <= rounds; round += 1) {
    const changed = juju('plain', 'plain', 'config', 'bench', `round=${round}`);
    const ended = events(changed).find((event) => event.type === 'hook-ended' && event.name === 'config-changed');
    hooks.push(ended.milliseconds);
    bare.push(bareNode());
  }
  return row(
    'an empty hook',
    hooks,
    'a bare Node',
    bare,
    (hook, node) => `${(hook / node).toFixed(2)} times (goal: 1.50)`,
  );
}

function machineUp(charm) {
  const times = [];
  const bare = [];
  for (let round = 0; round < 3; round += 1) {
    const started = events(juju('real', 'namespaces', 'deploy', charm)).find(
      (event) => event.type === 'machine-started',
    );
    times.push(started.milliseconds);
    juju('real', 'namespaces', 'destroy-model');
    bare.push(bareNode());
  }
  const verdict = (machine, node) => `${(machine / node).toFixed(0)} times`;
  return row('a machine with systemd', times, 'a bare Node', bare, verdict);
}

/** A related pair of applications, one of them of N units: what a unit costs must not grow with N. */
function settling(charm) {
  const perUnit = [10, 100].map((units) => {
    const home = `units-${units}`;
    const before = performance.now();
    juju(home, 'plain', 'deploy', charm, '-n', String(units));
    const time = (performance.now() - before) / units;
    juju(home, 'plain', 'destroy-model', '--force');
    return time;
  });
  const [small, large] = perUnit;
  return [
    'a unit among 100',
    large.toFixed(1),
    'a unit among 10',
    small.toFixed(1),
    `${(large / small).toFixed(2)} times`,
  ];
}

try {
  const charm = writeCharm('bench');
  const quiet = writeCharm('quiet');
  rmSync(join(quiet, 'hooks/start'));
  const rows = [hookTool(charm), emptyHook()];
  if (process.getuid?.() === 0) rows.push(machineUp(quiet));
  rows.push(settling(quiet));
  console.log('| what | ms | against | ms | |\n| --- | ---: | --- | ---: | --- |');
  for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
