/** A charm whose logger cannot be loaded: what went wrong must be seen all the same. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
let charm: string;

beforeAll(() => {
  charm = mkdtempSync(join(tmpdir(), 'crash-'));
  cpSync(join(root, 'build/providers/glance'), charm, { recursive: true });
  rmSync(join(charm, 'dist/lib/winston.cjs'));
});

afterAll(() => rmSync(charm, { recursive: true }));

describe('a hook that fails while its logger cannot be loaded', () => {
  it('says both on standard error, which Juju puts into its log, and exits with 1', () => {
    const env = {
      // No hook tool is found here, so the first question to Juju fails.
      PATH: '/nonexistent',
      JUJU_CHARM_DIR: charm,
      JUJU_DISPATCH_PATH: 'hooks/config-changed',
      JUJU_HOOK_NAME: 'config-changed',
      JUJU_UNIT_NAME: 'glance/0',
      JUJU_MODEL_NAME: 'm',
      JUJU_MODEL_UUID: '8a5d9f6e-0a5d-4a8f-8a57-8f7a3c1d2b4e',
      JUJU_VERSION: '3.6.8',
    };
    const program = join(charm, 'dist/charm.cjs');
    const hook = spawnSync(process.execPath, [program], { env, cwd: charm, encoding: 'utf8' });

    expect(hook.status).toBe(1);
    expect(hook.stderr).toMatch(/ERROR Uncaught exception while in charm code:\n.*relation-ids/);
    expect(hook.stderr).toMatch(/ERROR cannot load the logger: Error: Cannot find module/);
  });
});
