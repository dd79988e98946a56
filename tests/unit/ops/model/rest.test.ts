/** Hooks that need not start Node: what is written down, and when. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CharmBase, type Framework, type HookEvent } from '../../../../src/ops/index.ts';
import { Rest, type RestingOn } from '../../../../src/ops/model/rest.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

const digest = 'd'.repeat(64);
const all: RestingOn = { files: ['/etc/a.conf'], folders: ['/etc/a.d'], ports: [44250, 80] };
const lines = '0050|ACDA\n/etc/a.conf\n/etc/a.d/\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function hook(
  restingOn: RestingOn | null,
  before: string | null,
  done = true,
  path = 'hooks/update-status',
): string | null {
  const rest = new Rest(folder, path, before);
  if (restingOn !== null) rest.declare(restingOn);
  rest.keep(done);
  const kept = join(folder, '.rest/update-status');
  return existsSync(kept) ? readFileSync(kept, 'utf8') : null;
}

it('takes two hooks: the first says what to look at, the next one is told the digest of that', () => {
  expect(hook(all, null)).toBe(`-\n${lines}`);
  expect(hook(all, digest)).toBe(`${digest}\n${lines}`);
  expect(statSync(join(folder, '.rest/update-status')).mode & 0o777).toBe(0o600);
  expect(hook(all, digest)).toBe(`${digest}\n${lines}`);
});

it('believes no digest that was made of something else', () => {
  hook(all, null);
  expect(hook({ ...all, files: ['/etc/b.conf'] }, digest)).toBe('-\n0050|ACDA\n/etc/b.conf\n/etc/a.d/\n');
});

it.each([
  ['found something to do', null, true],
  ['failed, or has deferred something', all, false],
] as const)('is over with a hook that %s', (_, restingOn, done) => {
  hook(all, null);
  hook(all, digest);
  expect(hook(restingOn, digest, done)).toBeNull();
});

it.each(['/etc/with space', 'relative', '/etc/new\nline', ''])(
  'leaves it to Node to look at a path like %j',
  (path) => {
    expect(hook({ files: [path] }, null)).toBeNull();
  },
);

it.each(['actions/pause', 'hooks/db-relation-changed', 'hooks/../../etc/x', ''])('is not for %j', (path) => {
  const rest = new Rest(folder, path, digest);
  rest.declare(all);
  rest.keep(true);
  expect(existsSync(join(folder, '.rest'))).toBe(false);
});

it('does without where nothing can be written', () => {
  writeFileSync(join(folder, '.rest'), 'a file where the folder should be');
  expect(() => hook(all, null)).not.toThrow();
});

const [endsWell, defers, fails] = [1, 2, 3];

/** Says that it is at rest, and then does as its option says. */
class IdleCharm extends CharmBase {
  static override readonly handleKind = 'IdleCharm';

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.updateStatus, this, 'onUpdateStatus');
  }

  onUpdateStatus(event: HookEvent): void {
    this.model.atRest(all);
    const manner = this.config.get('port');
    if (manner === defers) event.defer();
    if (manner === fails) throw new Error('broken');
  }
}

it.each([
  ['ends well', endsWell, true],
  ['defers its event', defers, false],
  ['fails', fails, false],
])('is kept of a hook only that %s', async (_, port, kept) => {
  const rest = new Rest(folder, 'hooks/update-status', null);
  const answers = { 'config-get': { port } };
  const { exitCode } = await runHook(IdleCharm, hookEnvironment('update-status'), { rest, answers });
  expect(exitCode).toBe(port === fails ? 1 : 0);
  expect(existsSync(join(folder, '.rest/update-status'))).toBe(kept);
});
