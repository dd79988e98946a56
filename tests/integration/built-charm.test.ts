/** What a build does to a charm's imports: Node's costly modules are loaded when they are used, and behave as ever. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-charm-'));
  writeFileSync(join(folder, 'metadata.yaml'), 'name: small\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a program and runs it; what it prints. */
function run(source: string): string {
  writeFileSync(join(folder, 'main.ts'), source);
  const build = [join(root, 'scripts/build-charm.mjs'), '--charm', folder, '--entry', 'main.ts'];
  const built = spawnSync(process.execPath, build, { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  const done = spawnSync(process.execPath, [join(folder, 'build/dist/charm.cjs')], {
    encoding: 'utf8',
    env: { JUJU_DISPATCH_PATH: 'hooks/start' },
  });
  expect(done.stderr).toBe('');
  return done.stdout;
}

it('loads them when something of them is first used', () => {
  const output = run(`
    import { createHash } from 'node:crypto';
    import { isIP, Socket } from 'node:net';
    const loaded = () => process.moduleLoadList.filter((name) => /NativeModule (crypto|net)$/.test(name)).sort();
    const before = loaded();
    const digest = createHash('sha256').update('x').digest('hex').slice(0, 8);
    const between = loaded();
    console.log(JSON.stringify([before, digest, between, isIP('::1'), typeof Socket, loaded()]));
  `);
  const [crypto, net] = ['NativeModule crypto', 'NativeModule net'];
  expect(JSON.parse(output)).toEqual([[], '2d711642', [crypto], 6, 'function', [crypto, net]]);
});

it('keeps classes, constants and texts what they are', () => {
  const output = run(`
    import { ChildProcess, spawn } from 'node:child_process';
    import { KeyObject, createSecretKey } from 'node:crypto';
    import { BlockList, Server, Socket, createServer } from 'node:net';
    import { constants, EOL } from 'node:os';
    class Line extends Socket {}
    const socket = new Socket();
    const child = spawn('true');
    const list = new BlockList();
    list.addAddress('10.0.0.1');
    console.log(JSON.stringify([
      socket instanceof Socket, new Line() instanceof Socket, ({}) instanceof Socket, createServer() instanceof Server,
      child instanceof ChildProcess, createSecretKey(Buffer.from('k')) instanceof KeyObject,
      list.check('10.0.0.1'), constants.signals.SIGKILL, EOL,
    ]));
  `);
  expect(JSON.parse(output)).toEqual([true, true, false, true, true, true, true, 9, '\n']);
});
