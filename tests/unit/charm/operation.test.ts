/** What the service costs in calls of systemctl: each is a process. */
import { describe, expect, it } from 'vitest';
import { emptyMemory, type Memory } from '../../../src/charm/memory.ts';
import { controlGroup } from '../../../src/charm/workload/health.ts';
import { runService } from '../../../src/charm/workload/operation.ts';
import { FakeHost } from '../../fakes/fake-host.ts';
import { FakeServers } from '../../scenario/charm/fake-servers.ts';

const watch = { apiPort: 44250, metadataProxy: false, ring: null, host: 'node1' };
const open = '   0: 00000000:ACDA 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0';
const asked = 'systemctl is-active --quiet -- astara-orchestrator';
const restart = 'systemctl restart -- astara-orchestrator';

/** A machine on which the service serves, but for what is taken away. */
function machine({ ports = true, processes = true, active = true } = {}): FakeHost {
  const host = new FakeHost({ files: { '/proc/net/tcp': `  sl  local_address\n${ports ? `${open}\n` : ''}` } });
  if (processes) host.directories.set(controlGroup, { mode: 0o755, owner: 'root', group: 'root' });
  const shown = `ActiveState=${active ? 'active' : 'inactive'}\nActiveEnterTimestampMonotonic=1000000\n`;
  host.allow(asked, { exitCode: active ? 0 : 3 });
  return host.allowAnything((call) => (call.args[0] === 'show' ? { stdout: shown } : {}));
}

const run = async (host: FakeHost, changes: Partial<Memory>): Promise<readonly string[]> => {
  const memory: Memory = { ...emptyMemory(), watch, ...changes };
  await runService(host, new FakeServers(), memory, {
    application: 'astara-orchestrator',
    wanted: 'new',
    changed: [],
    autoRestarts: true,
    mayRestart: () => true,
  });
  return host.lines().filter((line) => !line.startsWith('systemctl show'));
};

describe('a service that serves', () => {
  it('costs nothing while it has read everything', async () => {
    expect(await run(machine(), { loaded: 'new' })).toEqual([]);
  });

  it.each([
    ['it has read something else', { loaded: 'old' }],
    ['a restart is owed', { loaded: 'new', owed: 'Health check failed' }],
  ])('costs the restart alone when %s', async (_, changes) => {
    expect(await run(machine(), changes)).toEqual([restart]);
  });
});

describe('systemd is asked', () => {
  it.each([
    ['a port is closed', { ports: false }],
    ['there are no processes', { processes: false }],
  ])('when %s, and is believed', async (_, parts) => {
    expect(await run(machine(parts), { loaded: 'new' })).toEqual([asked]);
    const lines = await run(machine({ ...parts, active: false }), { loaded: 'new' });
    const start = ['enable', 'reset-failed', 'start'].map((verb) => `systemctl ${verb} -- astara-orchestrator`);
    expect(lines).toEqual([asked, ...start]);
  });

  it('when we have not started it, whoever has its ports', async () => {
    expect((await run(machine({ active: false }), {}))[0]).toBe(asked);
  });
});
