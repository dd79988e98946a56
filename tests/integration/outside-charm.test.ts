/** A charm outside of the source tree, written with the package: it type-checks, passes its tests, builds and answers hooks. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ensurePackage,
  fakeTools,
  hookEnvironment,
  makeWorkspace,
  root,
  type Workspace,
} from '../authoring/charm-workspace.ts';

let workspace: Workspace;
let charm = '';
/** The charm as Juju unpacks it. */
let built = '';

beforeAll(() => {
  ensurePackage();
  workspace = makeWorkspace();
  charm = join(workspace.folder, 'greeter');
  built = join(charm, 'build');
  cpSync(join(root, 'tests/fixtures/outside-charm'), charm, { recursive: true });
  workspace.install(charm, ['astara-orchestrator', 'typescript', 'vitest', '@types/node']);
});
afterAll(() => workspace.end());

function npm(script: string) {
  const done = workspace.shell(`npm run --silent ${script}`, { cwd: charm });
  return { exitCode: done.exitCode, output: `${done.stdout}${done.stderr}` };
}

describe('a charm outside of the source tree', () => {
  it('has its types from its YAML files', () => {
    expect(npm('generate -- --check')).toEqual({ exitCode: 0, output: 'src/charm-types.ts: unchanged\n' });
  });

  it("is checked against the package's declarations, which are sound themselves", () => {
    expect(npm('typecheck')).toEqual({ exitCode: 0, output: '' });
  });

  it('is told of a wrong name by the compiler', () => {
    const wrong = workspace.shell(
      "sed \"s/'people'/'peolpe'/\" src/charm.ts >src/wrong.ts && tsc --noEmit; code=$?; rm src/wrong.ts; exit $code",
      { cwd: charm },
    );
    expect(wrong.exitCode).not.toBe(0);
    expect(wrong.stdout).toContain('peolpe');
  });

  it.each([
    ['ops-generate --chram .', 2, "cannot generate types: Unknown option '--chram'"],
    ['ops-generate --charm nowhere --output types.ts', 1, 'cannot read a charm: no metadata.yaml in '],
    ['ops-build --charm src', 1, 'cannot build the charm: there is no metadata.yaml in '],
    ['ops-build --entry src/mian.ts', 1, 'cannot build the charm: there is no src/mian.ts in '],
    ['ops-build --chram .', 1, "cannot build the charm: Unknown option '--chram'"],
  ])('is told what is wrong with "%s"', (line, exitCode, message) => {
    const done = workspace.shell(line, { cwd: charm });
    expect(done).toMatchObject({ exitCode, stdout: '' });
    expect(done.stderr).toContain(message);
    expect(done.stderr).not.toMatch(/^ {4}at /m);
  });

  it('passes its tests', () => {
    const { exitCode, output } = npm('test');
    expect(output).toContain('4 passed');
    expect(exitCode).toBe(0);
  });

  describe('built', () => {
    beforeAll(() => {
      expect(npm('build')).toEqual({
        exitCode: 0,
        output: expect.stringMatching(/^build\/dist: \d+ KB of program\n$/),
      });
    });

    it('answers a relation hook', () => {
      const tools = fakeTools(join(workspace.folder, 'tools-relation'), {
        'relation-ids': '["people:1"]',
        'relation-list': '["others/0"]',
        'relation-get': '{"name": "Ada"}',
        'config-get': '{"greeting": "Hello"}',
      });
      const done = workspace.shell('./dispatch', {
        cwd: built,
        environment: {
          ...tools.environment,
          ...hookEnvironment(built, 'greeter/0', 'hooks/people-relation-changed'),
          JUJU_RELATION: 'people',
          JUJU_RELATION_ID: 'people:1',
          JUJU_REMOTE_APP: 'others',
          JUJU_REMOTE_UNIT: 'others/0',
        },
      });
      expect(done).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      const calls = tools.calls();
      expect(calls).toContain('juju-log --log-level INFO -- Hello Ada');
      expect(calls).toContain('status-set --application=False active -- Ada');
      expect(calls.find((line) => line.startsWith('relation-set'))).toMatch(
        /^relation-set -r people:1 --file - \{.*"greeted": ?"Ada".*\}$/,
      );
    });

    it('remembers what it has done', () => {
      const tools = fakeTools(join(workspace.folder, 'tools-again'), {
        'relation-ids': '["people:1"]',
        'relation-list': '["others/0"]',
        'relation-get': '{"name": "Ada", "greeted": "Ada"}',
        'config-get': '{"greeting": "Hello"}',
      });
      const environment = { ...tools.environment, ...hookEnvironment(built, 'greeter/0', 'hooks/update-status') };
      expect(workspace.shell('./dispatch', { cwd: built, environment }).exitCode).toBe(0);
      expect(tools.calls().filter((line) => /^(juju-log|relation-set)/.test(line))).toEqual([]);
    });

    it('answers an action', () => {
      const tools = fakeTools(join(workspace.folder, 'tools-action'), {
        'action-get': '{"name": "Grace"}',
        'config-get': '{"greeting": "Hello"}',
      });
      const environment = { ...tools.environment, ...hookEnvironment(built, 'greeter/0', 'actions/greet') };
      expect(workspace.shell('./dispatch', { cwd: built, environment }).exitCode).toBe(0);
      expect(tools.calls()).toContain('action-set text=Hello Grace');
    });
  });
});
