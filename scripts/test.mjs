/**
 * `npm test`: sets up a fresh clone (npm's packages, Debian's packages, the build) and runs every check there is.
 * Uses Node's own modules alone, since nothing may be installed yet. `npm test -- unit integration` runs some stages.
 * The last line is `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = { ...process.env };
for (const name of ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_PATH']) delete environment[name];
const reports = mkdtempSync(join(tmpdir(), 'test-reports-'));

/** Checks that are one program each; a failing one counts as one failed test. */
const checks = [
  ['lint', 'npx', ['biome', 'check', '--error-on-warnings']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['generated types', 'node', ['scripts/generate.mjs', '--check']],
  ['generated tables', 'node', ['scripts/document.mjs', '--check']],
];
const stages = { unit: ['unit', 'scenario'], integration: ['integration'], e2e: ['e2e'], leaks: ['leaks'] };

function run(command, args) {
  console.log(`\n$ ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  );
}

function setUp() {
  const steps = [];
  if (!existsSync(join(root, 'node_modules', '.package-lock.json')))
    steps.push(['npm', ['ci', '--no-fund', '--no-audit']]);
  steps.push(
    ['node', ['scripts/install-packages.mjs']],
    ['node', ['scripts/build.mjs']],
    ['node', ['scripts/pack.mjs']],
  );
  for (const [command, args] of steps) {
    if (!run(command, args)) throw new Error(`cannot set up: ${command} ${args.join(' ')} failed`);
  }
}

/** Runs the vitest projects of a stage; reads the counts from its JSON report, or counts one failure if it left none. */
function runStage(name) {
  const report = join(reports, `${name}.json`);
  const projects = stages[name].flatMap((project) => ['--project', project]);
  run('npx', ['vitest', 'run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  // A file that cannot be loaded has no tests that could fail, and must count all the same.
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const skipped = result.numPendingTests + (result.numTodoTests ?? 0);
  return { passed: result.numPassedTests, failed: result.numFailedTests + broken.length, skipped };
}

const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
try {
  setUp();
  for (const [name, command, args] of checks) {
    const passed = run(command, args);
    total[passed ? 'passed' : 'failed'] += 1;
    if (!passed) console.log(`check failed: ${name}`);
  }
  for (const name of Object.keys(stages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const counts = runStage(name);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
