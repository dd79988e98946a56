/**
 * The benchmark: the packed charm against a bare Node start, a bare shell hook and Python ops, each with the same hook
 * tools, in one go. Prints a table; with --write keeps it in docs/performance.md. Runs itself again in namespaces of its
 * own, for the charm's paths are absolute.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTables } from './report.ts';
import { dispatchSection, scaleSection } from './sections.ts';
import { namespacesAllowed, Stage } from './stage.ts';

const { values: options } = parseArgs({
  options: {
    root: { type: 'string', default: process.cwd() },
    rounds: { type: 'string', default: '21' },
    write: { type: 'boolean', default: false },
    servers: { type: 'string', default: '' },
    reader: { type: 'string', default: '' },
    python: { type: 'string', default: '/usr/bin/python3' },
    stage: { type: 'string', default: '' },
    'without-instructions': { type: 'boolean', default: false },
    'without-scale': { type: 'boolean', default: false },
  },
});

/** Sets the stage and starts over inside it. */
function outside(): number {
  if (!namespacesAllowed()) throw new Error('cannot run the benchmark: it needs root, for namespaces of its own');
  const stage = Stage.set(options.root);
  try {
    const again = [process.execPath, ...process.argv.slice(1), '--stage', stage.folder];
    const script = `${stage.preparation()}\nexec "$@"`;
    const done = spawnSync(
      'unshare',
      ['--mount', '--net', '--propagation', 'private', 'sh', '-c', script, 'sh', ...again],
      {
        stdio: 'inherit',
      },
    );
    return done.status ?? 1;
  } finally {
    stage.close();
  }
}

async function inside(): Promise<void> {
  const stage = Stage.at(options.stage, options.root);
  const servers = spawn(process.execPath, [options.servers], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(servers.stdout, 'data');
    const settings = {
      rounds: Number(options.rounds),
      python: options.python,
      reader: options.reader,
      counting: !options['without-instructions'],
    };
    const sections = [await dispatchSection(stage, settings)];
    if (!options['without-scale']) sections.push(await scaleSection(stage, settings));
    const text = sections.join('\n\n');
    console.log(text);
    if (options.write) writeTables(join(options.root, 'docs/performance.md'), text);
  } finally {
    servers.kill();
  }
}

if (options.stage === '') process.exitCode = outside();
else await inside();
