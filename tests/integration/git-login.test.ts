/** A repository that asks for a login, by the real git over HTTP: the login arrives, and is to be found nowhere. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkOut } from '../../src/openstack/git-checkout.ts';
import { type Host, systemHost } from '../../src/system/host.ts';

const token = 'MARKED-token';
let root: string;
let server: Server;
let port = 0;
let asked = 0;

function git(...args: readonly string[]): void {
  const done = spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git failed: ${done.stderr}`);
}

/** git's own CGI program behind a login. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'git-login-'));
  const work = join(root, 'work');
  mkdirSync(work);
  git('-C', work, 'init', '-q', '-b', 'master');
  writeFileSync(join(work, 'file'), 'content\n');
  git('-C', work, 'add', 'file');
  git('-C', work, 'commit', '-q', '-m', 'x');
  git('clone', '-q', '--bare', work, join(root, 'astara.git'));
  server = createServer((request, response) => {
    const expected = `Basic ${Buffer.from(`builder:${token}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    asked += 1;
    const url = new URL(request.url ?? '/', 'http://x');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: '/usr/bin:/bin',
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        REMOTE_USER: 'builder',
        ...(request.headers['content-encoding'] === undefined ? {} : { HTTP_CONTENT_ENCODING: 'gzip' }),
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    request.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('close', () => {
      const whole = Buffer.concat(parts);
      const end = whole.indexOf('\r\n\r\n');
      for (const line of whole.subarray(0, end).toString().split('\r\n')) {
        const [name = '', value = ''] = line.split(': ');
        if (name !== 'Status') response.setHeader(name, value);
      }
      response.end(whole.subarray(end + 4));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(root, { recursive: true, force: true });
});

it('reaches the server and stays out of arguments, the checkout and every file', async () => {
  // git must not block this process, which is also the server: each of its runs goes to a process of its own.
  const directory = join(root, 'checkout');
  const commands: string[][] = [];
  const host: Host = {
    ...systemHost,
    run: (command, args) => {
      commands.push([command, ...args]);
      return {
        exitCode: 0,
        signal: null,
        timedOut: false,
        stdout: `http://127.0.0.1:${port}/astara.git\n`,
        stderr: '',
      };
    },
  };
  const repository = {
    name: 'astara',
    repository: `http://builder:${token}@127.0.0.1:${port}/astara.git`,
    branch: 'master',
    depth: 1,
  };
  const loginFile = join(root, '.git-credentials');
  let login = '';
  const noting: Host = {
    ...host,
    files: {
      ...host.files,
      remove: (path) => {
        login = readFileSync(path, 'utf8');
        return host.files.remove(path);
      },
    },
  };
  const play = async (): Promise<void> => {
    checkOut(noting, { repository, directory, loginFile, environment: {} });
    expect(existsSync(loginFile)).toBe(false);
    writeFileSync(loginFile, login, { mode: 0o600 });
    for (const [command = '', ...args] of commands.splice(0)) {
      expect([command, ...args].join(' ')).not.toContain(token);
      const child = spawn(command, args, {
        // With it git tells which programs it starts, and with what arguments.
        env: { PATH: '/usr/bin:/bin', HOME: root, GIT_TERMINAL_PROMPT: '0', GIT_TRACE: '1' },
      });
      let said = '';
      child.stderr.on('data', (part: Buffer) => {
        said += part.toString();
      });
      const code = await new Promise((done) => child.on('close', done));
      expect({ args, said, code }).toMatchObject({ code: 0 });
      if (args.includes('clone')) expect(said).toContain('remote-http');
      expect(said).not.toContain(token);
    }
    rmSync(loginFile);
  };
  await play();
  expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('content\n');
  expect(asked).toBeGreaterThan(0);
  // Again, as a fetch into what is there.
  await play();
  const found = spawnSync('grep', ['-rl', token, directory], { encoding: 'utf8' });
  expect(found.stdout).toBe('');
});
