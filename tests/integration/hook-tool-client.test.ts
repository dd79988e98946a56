/** The hook tools as a charm meets them: real programs on PATH, a real server. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HookContext } from '../../src/emulator/context/index.ts';
import {
  installTools,
  runHookTool,
  serveContext,
  startToolServer,
  type ToolHandler,
  type ToolServer,
  type WireRequest,
} from '../../src/emulator/tools/index.ts';
import { dbHook, World } from '../unit/emulator/context/world.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array | null;
}

const programs = mkdtempSync(join(tmpdir(), 'hook-tool-clients-'));
const source = join(import.meta.dirname, '../../src/emulator/tools/client.c');

/** Null on a host without a C compiler, where there are no hook tools in C to be tested either. */
function compileClient(): string | null {
  const out = join(programs, 'hook-tool');
  const { error, status, stderr } = spawnSync('cc', ['-Wall', '-Wextra', '-Werror', '-o', out, source]);
  if (error !== undefined) return null;
  if (status !== 0) throw new Error(`cannot compile ${source}: ${stderr}`);
  return out;
}

interface Client {
  readonly language: string;
  readonly compiled: string | null;
}

const compiled = compileClient();
const inPerl: Client = { language: 'Perl', compiled: null };
const clients: readonly Client[] = compiled === null ? [inPerl] : [inPerl, { language: 'C', compiled }];

let client = inPerl;
let folder: string;
let server: ToolServer | null;
let context: HookContext;
let world: World;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hook-tools-'));
  server = null;
  world = new World();
  context = world.hook('wordpress/0', dbHook('relation-changed'));
});

afterAll(() => rmSync(programs, { recursive: true, force: true }));

afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { PATH: `${folder}/tools:/usr/bin:/bin`, ...options.env };
    const child = spawn(program, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }));
  });
}

function socketPath(): string {
  return join(folder, 'agent.socket');
}

function hookEnvironment(path = `@${socketPath()}`): Record<string, string> {
  return { JUJU_CONTEXT_ID: context.id, JUJU_AGENT_SOCKET_ADDRESS: path, JUJU_AGENT_SOCKET_NETWORK: 'unix' };
}

async function serve(handler: ToolHandler = serveContext(() => context), path = socketPath()): Promise<void> {
  installTools(join(folder, 'tools'), '3.6.8', client.compiled);
  server = await startToolServer(path, handler);
}

/** Serves a tool that answers what it was given. */
async function serveEcho(requests: WireRequest[]): Promise<void> {
  await serve((request) => {
    requests.push(request);
    return { kind: 'answer', exitCode: 3, stdout: Buffer.from('out\0'), stderr: Buffer.from('err'), file: null };
  });
}

function tool(name: string, ...args: string[]): Promise<Ended> {
  return run(name, args, { env: hookEnvironment() });
}

describe.each(clients)('a hook tool on PATH, in $language', (one) => {
  beforeEach(() => {
    client = one;
  });

  afterEach(() => {
    client = inPerl;
  });

  it('prints what the tool answers and exits as it says', async () => {
    await serve();
    expect(await tool('config-get', 'title')).toEqual({ code: 0, stdout: Buffer.from('My Title\n'), stderr: '' });
    expect(await tool('is-leader', '--format=json')).toMatchObject({ code: 0, stdout: Buffer.from('true\n') });
    expect(await tool('relation-ids', 'db', '--format=json')).toMatchObject({ stdout: Buffer.from('["db:1"]\n') });
    expect(await tool('config-get', '--cheese')).toEqual({
      code: 2,
      stdout: Buffer.alloc(0),
      stderr: 'ERROR option provided but not defined: --cheese\n',
    });
  });

  it('hands over arguments, working directory and name byte by byte', async () => {
    const requests: WireRequest[] = [];
    await serveEcho(requests);
    const script = String.raw`relation-set "a=$(printf 'x\nÿ\377 ')" '' -- "$1"`;
    const ended = await run('sh', ['-c', script, 'sh', 'é"\\'], { env: hookEnvironment() });
    expect(ended).toEqual({ code: 3, stdout: Buffer.from('out\0'), stderr: 'err' });
    expect(requests).toMatchObject([
      { tool: 'relation-set', cwd: folder, contextId: context.id, args: ['a=x\nÿ\udcff ', '', '--', 'é"\\'] },
    ]);
  });

  it('sends standard input only to a tool that asks for it', async () => {
    await serve();
    const script = 'echo first: one | relation-set --file - second=two; read -r line; echo "$line"';
    const ended = await run('sh', ['-c', script], { env: hookEnvironment(), input: Buffer.from('kept\n') });
    expect(ended).toMatchObject({ code: 0, stdout: Buffer.from('kept\n') });
    expect(context.relation(1).ownSettings.changes()).toEqual({ first: 'one', second: 'two' });
  });

  it('reads and writes files where it was called', async () => {
    await serve();
    writeFileSync(join(folder, 'settings.yaml'), 'key: from-file\n');
    expect(await tool('relation-set', '--file', 'settings.yaml')).toMatchObject({ code: 0 });
    expect(await tool('relation-get', '-o', 'out.txt', 'key', 'wordpress/0')).toMatchObject({
      stdout: Buffer.alloc(0),
    });
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('from-file\n');
    expect(await tool('relation-set', '--file', 'none.yaml')).toMatchObject({
      code: 1,
      stderr: `ERROR open ${folder}/none.yaml: no such file or directory\n`,
    });
    expect(await tool('config-get', '-o', 'none/out.txt')).toMatchObject({
      code: 1,
      stderr: `ERROR open ${folder}/none/out.txt: no such file or directory\n`,
    });
  });

  it('carries a megabyte each way', async () => {
    await serve();
    const value = 'v'.repeat(1 << 20);
    writeFileSync(join(folder, 'big.json'), JSON.stringify({ big: value }));
    expect(await tool('relation-set', '--file', 'big.json')).toMatchObject({ code: 0, stderr: '' });
    expect((await tool('relation-get', 'big', 'wordpress/0')).stdout.toString()).toBe(`${value}\n`);
  });

  it.each(['JUJU_CONTEXT_ID', 'JUJU_AGENT_SOCKET_ADDRESS', 'JUJU_AGENT_SOCKET_NETWORK'])(
    'says so when %s is missing or empty',
    async (name) => {
      await serve();
      const complete = hookEnvironment();
      const { [name]: _, ...rest } = complete;
      const expected = { code: 1, stdout: Buffer.alloc(0), stderr: `ERROR ${name} not set\n` };
      expect(await run('config-get', [], { env: rest })).toEqual(expected);
      expect(await run('config-get', [], { env: { ...rest, [name]: '' } })).toEqual(expected);
    },
  );

  it('says so when nobody listens', async () => {
    await serve();
    await server?.close();
    server = null;
    expect(await tool('config-get')).toMatchObject({
      code: 1,
      stderr: `ERROR dial unix @${socketPath()}: connect: no such file or directory\n`,
    });
    expect(existsSync(socketPath())).toBe(false);
  });

  it('is refused when its context has ended', async () => {
    await serve();
    const stale = { ...hookEnvironment(), JUJU_CONTEXT_ID: 'wordpress/0-install-1' };
    expect(await run('config-get', [], { env: stale })).toMatchObject({
      code: 1,
      stderr: `ERROR bad request: expected context id "${context.id}", got "wordpress/0-install-1"\n`,
    });
  });

  it('is refused under a name that is no tool of this version', async () => {
    await serve();
    const stranger = await run('sh', ['-c', 'ln -s jujud tools/pod-spec-set && pod-spec-set'], {
      env: hookEnvironment(),
    });
    expect(stranger).toMatchObject({ code: 1, stderr: 'ERROR bad request: unknown command: pod-spec-set\n' });
  });

  it.each([107, 108, 160])('reaches a socket whose path has %d bytes', async (length) => {
    const deep = join(folder, 'd'.repeat(length - folder.length - '//agent.socket'.length));
    mkdirSync(deep, { recursive: true });
    const path = join(deep, 'agent.socket');
    expect(path).toHaveLength(length);
    await serve(undefined, path);
    writeFileSync(join(folder, 'settings.yaml'), 'key: from-file\n');
    const env = hookEnvironment(`@${path}`);
    expect(await run('config-get', ['port'], { env })).toMatchObject({ code: 0, stdout: Buffer.from('80\n') });
    expect(await run('relation-set', ['--file', 'settings.yaml'], { env })).toMatchObject({ code: 0, stderr: '' });
  });

  it('finds a socket with or without the mark of an abstract one', async () => {
    await serve();
    const ended = await run('config-get', ['port'], { env: hookEnvironment(socketPath()) });
    expect(ended).toMatchObject({ code: 0, stdout: Buffer.from('80\n') });
  });

  it.each([
    ['nothing', 0],
    ['a little', 10],
    ['as much as one reading takes', 8192 - 21],
    ['more than one reading takes', 8192],
    ['a pipe full and more', 200_000],
  ])('prints %s to both streams', async (_, size) => {
    const [stdout, stderr] = [Buffer.alloc(size, 'o'), Buffer.alloc(size, 'e')];
    await serve(() => ({ kind: 'answer', exitCode: 7, stdout, stderr, file: null }));
    expect(await tool('config-get')).toEqual({ code: 7, stdout, stderr: stderr.toString() });
  });

  it('puts together an answer that comes in pieces', async () => {
    installTools(join(folder, 'tools'), '3.6.8', client.compiled);
    const answer = Buffer.from('R\0\0\0\x05\0\0\0\x03\0\0\0\x04\0\0\0\0\0\0\0\0outfail');
    const listener = createServer((socket) => {
      socket.once('data', async () => {
        for (const byte of answer) {
          socket.write(Buffer.of(byte));
          await new Promise((resolve) => setImmediate(resolve));
        }
        socket.end();
      });
    });
    await new Promise<void>((resolve) => listener.listen(socketPath(), resolve));
    const ended = await tool('config-get');
    await new Promise((resolve) => listener.close(resolve));
    expect(ended).toEqual({ code: 5, stdout: Buffer.from('out'), stderr: 'fail' });
  });

  it.each(['', 'R', 'R\0\0\0\0', 'I\u00009/etc', 'R\0\0\0\0\0\0\0\u0039\0\0\0\0\0\0\0\0\0\0\0\0half'])(
    'says so when the agent ends after %j',
    async (part) => {
      installTools(join(folder, 'tools'), '3.6.8', client.compiled);
      const listener = createServer((socket) => {
        socket.once('data', () => socket.end(Buffer.from(part)));
      });
      await new Promise<void>((resolve) => listener.listen(socketPath(), resolve));
      const ended = await tool('config-get');
      await new Promise((resolve) => listener.close(resolve));
      expect(ended).toEqual({ code: 1, stdout: Buffer.alloc(0), stderr: 'ERROR unexpected EOF\n' });
    },
  );

  it('takes standard input that is closed for an empty one', async () => {
    await serve();
    const ended = await run('sh', ['-c', 'relation-set --file - <&-'], { env: hookEnvironment() });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('tells the working directory that PWD names when its own has no name', async () => {
    const requests: WireRequest[] = [];
    await serveEcho(requests);
    const script = 'mkdir gone; cd gone; rmdir ../gone; PWD=/told exec config-get';
    await run('sh', ['-c', script], { env: hookEnvironment() });
    expect(requests).toMatchObject([{ cwd: `${folder}/gone (deleted)` }]);
  });
});

describe('the server', () => {
  it('serves one call at a time, and every one of many that come at once', async () => {
    let running = 0;
    let most = 0;
    await serve(async (request) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return runHookTool(request, context);
    });
    const script =
      'for i in $(seq 200); do relation-set "k$i=$i" & done; wait; relation-get - wordpress/0 --format=json';
    const { stdout } = await run('sh', ['-c', script], { env: hookEnvironment() });
    const settings: Record<string, string> = JSON.parse(stdout.toString());
    expect(Object.keys(settings).filter((key) => key.startsWith('k'))).toHaveLength(200);
    expect(most).toBe(1);
  });

  it('goes on when a client dies halfway, before or while its call is served', async () => {
    let release = (): void => {};
    const served: string[] = [];
    await serve(async (request) => {
      served.push(request.args[0] ?? '');
      if (request.args[0] === 'slow')
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      return runHookTool({ ...request, args: [] }, context);
    });
    const half = createConnection(socketPath());
    half.write(Buffer.of(0, 0, 0, 99, 65));
    const slow = spawn('config-get', ['slow'], {
      cwd: folder,
      env: { PATH: `${folder}/tools:/usr/bin:/bin`, ...hookEnvironment() },
    });
    await expect.poll(() => served).toEqual(['slow']);
    const waiting = spawn('config-get', ['never'], {
      cwd: folder,
      env: { PATH: `${folder}/tools:/usr/bin:/bin`, ...hookEnvironment() },
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const gone = [slow, waiting].map((child) => new Promise((resolve) => child.once('close', resolve)));
    slow.kill('SIGKILL');
    waiting.kill('SIGKILL');
    half.destroy();
    await Promise.all(gone);
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect(await tool('config-get')).toMatchObject({ code: 0, stderr: '' });
    expect(served).toEqual(['slow', '']);
  });

  it('says so when the emulator itself fails, and goes on', async () => {
    const faults: unknown[] = [];
    installTools(join(folder, 'tools'), '3.6.8', client.compiled);
    let broken = true;
    const handler: ToolHandler = (request) => {
      if (!broken) return runHookTool(request, context);
      broken = false;
      throw new Error('no such table');
    };
    server = await startToolServer(socketPath(), handler, { onFault: (error) => faults.push(error) });
    expect(await tool('is-leader')).toMatchObject({ code: 1, stderr: 'ERROR the emulator failed: no such table\n' });
    expect(await tool('is-leader')).toMatchObject({ code: 0, stdout: Buffer.from('True\n') });
    expect(faults).toHaveLength(1);
  });
});

describe('the tools folder', () => {
  it('holds one program and a link for every tool of the version, and no other', async () => {
    const tools = join(folder, 'tools');
    installTools(tools, '2.9', null);
    expect(existsSync(join(tools, 'relation-model-get'))).toBe(false);
    expect(existsSync(join(tools, 'leader-set'))).toBe(true);
    installTools(tools, '4.0', null);
    expect(existsSync(join(tools, 'jujud'))).toBe(false);
    expect(existsSync(join(tools, 'leader-set'))).toBe(false);
    const ended = await run('sh', ['-c', 'readlink tools/relation-model-get; stat -c %a tools/jujuc'], {});
    expect(ended.stdout.toString()).toBe('jujuc\n755\n');
  });

  it('takes the compiled client only where it runs', async () => {
    const tools = join(folder, 'tools');
    const foreign = join(folder, 'foreign');
    writeFileSync(foreign, '#!/no/such/loader\n', { mode: 0o755 });
    for (const path of [foreign, join(folder, 'none')]) {
      installTools(tools, '3.6', path);
      expect(readFileSync(join(tools, 'jujud'), 'utf8')).toContain('#!/usr/bin/perl\n');
    }
    const good = join(folder, 'good');
    writeFileSync(good, '#!/bin/sh\necho "ERROR JUJU_CONTEXT_ID not set" >&2\n', { mode: 0o755 });
    installTools(tools, '3.6', good);
    expect(readFileSync(join(tools, 'jujud'))).toEqual(readFileSync(good));
    installTools(tools, '3.6', null);
    expect(readFileSync(join(tools, 'jujud'), 'utf8')).toContain('#!/usr/bin/perl\n');
  });
});
