/** The parts of the benchmark: what is run, and the table made of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudAnswers } from './cloud.ts';
import { changeImage } from './image-change.ts';
import { type Contestant, instructions, peakMemory, race, runOnce } from './measure.ts';
import { table } from './report.ts';
import { isHookTool, type Stage } from './stage.ts';

export interface Settings {
  readonly rounds: number;
  readonly python: string;
  /** Folder of the charm that reads the event's unit alone. */
  readonly reader: string;
  /** Whether instructions are counted. */
  readonly counting: boolean;
}

interface Scene {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly prepare?: (round: number) => void;
}

/** A shell script that makes the same calls and does nothing with the answers. */
function shellHook(stage: Stage, name: string, calls: readonly string[]): string {
  const path = join(stage.folder, `${name}.sh`);
  const quoted = calls.map((call) =>
    call
      .split(' ')
      .map((word) => `'${word}'`)
      .join(' '),
  );
  writeFileSync(path, `#!/bin/sh\n${quoted.map((line) => `${line} </dev/null >/dev/null`).join('\n')}\n`, {
    mode: 0o755,
  });
  return path;
}

/** The same calls from Python without any framework: less than any Python charm can need. */
function pythonHook(stage: Stage, name: string, calls: readonly string[]): string {
  const path = join(stage.folder, `${name}.py`);
  const lines = [
    'import json, os, subprocess',
    `calls = json.loads(${JSON.stringify(JSON.stringify(calls.map((call) => call.split(' '))))})`,
    'for call in calls:',
    '    done = subprocess.run(call, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")',
    '    if done.stdout[:1] in ("{", "["):',
    '        json.loads(done.stdout)',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Runs a scene once with every call noted. */
function callsOf(stage: Stage, charm: Contestant): readonly string[] {
  stage.noteCalls();
  runOnce(charm, 1);
  return stage.takeCalls().calls;
}

function hasOps(python: string): boolean {
  return spawnSync(python, ['-c', 'import ops'], { stdio: 'ignore' }).status === 0;
}

/** Brings the charm to rest on the stage. */
function settle(stage: Stage): void {
  for (const hook of ['install', 'config-changed', 'start', 'config-changed', 'update-status', 'update-status']) {
    runOnce({ name: hook, command: [join(stage.charm, 'dispatch')], environment: stage.environment(hook) });
  }
  ageCaches(stage);
  const kept = readFileSync(join(stage.charm, '.unit-state.json'), 'utf8');
  if (!/"settled":\s*true/.test(kept)) throw new Error(`cannot measure: the charm has not come to rest: ${kept}`);
}

/** V8's caches are made anew after a day; a unit's first hooks, which do all that there is to do, shall not be the measure. */
function ageCaches(stage: Stage): void {
  const dist = join(stage.charm, 'dist');
  const dayBeforeYesterday = new Date(Date.now() - 2 * 86_400_000);
  for (const name of readdirSync(dist)) {
    if (name.endsWith('.cache')) utimesSync(join(dist, name), dayBeforeYesterday, dayBeforeYesterday);
  }
}

export async function dispatchSection(stage: Stage, settings: Settings): Promise<string> {
  const rows: string[][] = [];
  const pythonWithOps = hasOps(settings.python);
  for (const zookeeper of [false, true]) {
    stage.answerAll(cloudAnswers({ zookeeper }));
    settle(stage);
    const changed = stage.relationChanged('astara-orchestrator', 4, 'astara-neutron-api/0');
    const scenes: Scene[] = zookeeper
      ? [{ name: 'update-status, nothing to do, member of a ring', environment: stage.environment('update-status') }]
      : [
          { name: 'update-status, nothing to do', environment: stage.environment('update-status') },
          { name: 'config-changed, nothing to do', environment: stage.environment('config-changed') },
          {
            name: 'relation-changed, renders and restarts, 4 relations of 3 units',
            environment: changed,
            prepare: (round) => changeImage(stage, round % 2),
          },
        ];
    for (const scene of scenes) rows.push(...measure(stage, scene, settings, pythonWithOps));
  }
  const head = ['hook', 'program', 'ms', '× bare Node', '× Python', 'MB', 'tools', 'M instructions'];
  return ['### One hook', '', table(head, rows)].join('\n');
}

function measure(stage: Stage, scene: Scene, settings: Settings, pythonWithOps: boolean): string[][] {
  const { environment } = scene;
  const prepare = scene.prepare === undefined ? {} : { prepare: scene.prepare };
  const node = join(stage.charm, 'runtime/node');
  const charm: Contestant = { name: 'this charm', command: [join(stage.charm, 'dispatch')], environment, ...prepare };
  const calls = callsOf(stage, charm);
  const tools = calls.filter(isHookTool).length;
  const name = `scene-${Math.random().toString(36).slice(2)}`;
  const contestants: Contestant[] = [
    { name: 'bare `node -e 0`', command: [node, '-e', '0'], environment },
    { name: 'bare sh, same calls', command: ['/bin/sh', shellHook(stage, name, calls)], environment, ...prepare },
  ];
  if (existsSync(settings.python)) {
    const command = [settings.python, pythonHook(stage, name, calls)] as const;
    contestants.push({
      name: 'Python without a framework, same calls',
      command: [...command],
      environment,
      ...prepare,
    });
  }
  if (pythonWithOps) {
    const program = join(stage.root, 'tests/bench/python-ops-charm.py');
    const python = { ...environment, OPS_BENCH_CALLS: JSON.stringify(calls) };
    contestants.push({
      name: 'Python ops, same calls',
      command: [settings.python, program],
      environment: python,
      ...prepare,
    });
  }
  contestants.push(charm);
  const timings = race(contestants, settings.rounds);
  const bare = timings[0]?.median ?? Number.NaN;
  const python = timings.find((one) => one.name.startsWith('Python ops'))?.median;
  return timings.map((timing, index) => {
    const contestant = contestants[index] ?? charm;
    const direct: Contestant =
      contestant === charm ? { ...charm, command: [node, join(stage.charm, 'dist/charm.cjs')] } : contestant;
    const memory = peakMemory(direct);
    const counted = settings.counting ? instructions(direct) : null;
    return [
      index === 0 ? scene.name : '',
      timing.name,
      timing.median.toFixed(1),
      (timing.median / bare).toFixed(2),
      python === undefined ? '–' : (timing.median / python).toFixed(2),
      memory === null ? '–' : memory.toFixed(0),
      index === 0 ? '0' : String(tools),
      counted === null ? '–' : counted.toFixed(0),
    ];
  });
}

const sizes = [10, 100, 1000] as const;

/** How hooks grow with the units of a relation: one that needs its own unit alone, one that needs all, and a plain shell. */
export async function scaleSection(stage: Stage, settings: Settings): Promise<string> {
  const measured = sizes.map((size) => measureSize(stage, settings, size));
  const rows = measured.map(({ size, tools, one, all, single }) => [
    String(size),
    '1',
    one.toFixed(0),
    String(tools),
    all.toFixed(0),
    single.toFixed(0),
  ]);
  const head = ['brokers', 'tools', 'its own unit read, ms', 'tools', 'all read, ms', 'one process a call from sh, ms'];
  const [, hundred, thousand] = measured;
  const slope = (of: (size: SizeTiming) => number): string =>
    hundred === undefined || thousand === undefined ? '–' : ((of(thousand) - of(hundred)) / 900).toFixed(2);
  const slopes = `From 100 to 1000 brokers each costs ${slope((one) => one.one)} ms where only the event's unit is read, ${slope((one) => one.all)} ms where all are, and ${slope((one) => one.single)} ms from a shell that starts one process after the other.`;
  return ['### Many units', '', table(head, rows), '', slopes].join('\n');
}

interface SizeTiming {
  readonly size: number;
  /** Hook tools of the hook that reads all. */
  readonly tools: number;
  readonly one: number;
  readonly all: number;
  readonly single: number;
}

function measureSize(stage: Stage, settings: Settings, size: number): SizeTiming {
  stage.answerAll(cloudAnswers({ brokers: size }));
  settle(stage);
  const environment = stage.relationChanged('amqp', 2, 'rabbitmq-server/5');
  const all: Contestant = { name: 'all read', command: [join(stage.charm, 'dispatch')], environment };
  const calls = callsOf(stage, all);
  const one: Contestant = {
    name: 'its own unit read',
    command: [join(stage.charm, 'runtime/node'), join(settings.reader, 'dist/charm.cjs')],
    environment: { ...environment, JUJU_CHARM_DIR: settings.reader },
  };
  const shell: Contestant = {
    name: 'one process a call',
    command: ['/bin/sh', shellHook(stage, `scale-${size}`, calls)],
    environment,
  };
  const timings = race([one, all, shell], Math.max(5, Math.floor(settings.rounds / 3)));
  const [single = Number.NaN, every = Number.NaN, plain = Number.NaN] = timings.map((timing) => timing.median);
  return { size, tools: calls.filter(isHookTool).length, one: single, all: every, single: plain };
}
