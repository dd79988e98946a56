/** Restarts that wait for the unit's turn or for the operator's word: none is lost, and none happens twice. */
import { describe, expect, it } from 'vitest';
import { type Relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { Cloud, cloudRelations, peers, zookeeper } from './cloud.ts';

const shared = { 'metadata-secret': 'leaders-metadata-secret', 'database-synced': '1 astara 9.0.0~b2' };

function clustered(units: Parameters<typeof peers>[0], app: Record<string, string> = {}): Relation[] {
  return Object.values({ ...cloudRelations(), cluster: peers(units, app), zookeeper: zookeeper() });
}

describe('restarts that wait', () => {
  it('are remembered and shown while enable-auto-restarts is off, and carried out by the action', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true });
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.machine.option('debug')).toBe('True');
    expect(cloud.status()).toBe('active: Unit is ready. Services queued for restart: astara-orchestrator');
    const shown = await cloud.run(cloud.context.on.action('show-deferred-events'));
    expect(shown.actionResults?.['output']).toContain('File(s) changed: /etc/astara/astara.conf');
    await cloud.run(cloud.context.on.action('restart-services', { 'deferred-only': true }));
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('are forgotten when somebody has carried them out by hand', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true });
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready. Services queued for restart: astara-orchestrator');
    cloud.machine.startedAt = 100_001;
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.configChanged({ debug: true });
    expect(cloud.machine.starts).toBe(1);
  });

  it('are not taken for carried out by hand where that was before the change', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true });
    // By hand, ten seconds after the first change, and ten seconds before the second.
    cloud.machine.startedAt = 100_010;
    cloud.machine.host.clock.time += 20_000;
    cloud.machine.host.put('/proc/uptime', '100020.00 1.00');
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true, verbose: true });
    expect(cloud.status()).toBe('active: Unit is ready. Services queued for restart: astara-orchestrator');
    await cloud.configChanged({ debug: true, verbose: true });
    expect(cloud.machine.starts).toBe(2);
  });

  it('are asked for no more once the change is taken back, and a restart by hand then owes nothing', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    await cloud.configChanged({ 'enable-auto-restarts': false, debug: true });
    await cloud.configChanged({ 'enable-auto-restarts': false });
    cloud.machine.startedAt = 100_001;
    await cloud.updateStatus();
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.configChanged({});
    expect(cloud.machine.starts).toBe(1);
  });

  it("wait for the unit's turn in a cluster", async () => {
    const cloud = new Cloud({ leader: false, relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    expect(cloud.machine.starts).toBe(1);
    await cloud.configChanged({ debug: true });
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.status()).toBe('active: Unit is ready. Note: waits for its turn to restart');
    expect(cloud.find(6).localUnitData['restart-wanted']).toMatch(/^[0-9a-f]{32}$/);
    const turn = { ...cloud.find(6).localAppData, ...shared, 'restart-turn': 'astara-orchestrator/0 1767225600' };
    cloud.now = {
      ...cloud.now,
      relations: cloud.now.relations.map((one) => (one.id === 6 ? { ...one, localAppData: turn } : one)),
    };
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeUndefined();
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  const turnOf = async (cloud: Cloud): Promise<void> => {
    const { localAppData } = cloud.find(6);
    const turn = { ...localAppData, ...shared, 'restart-turn': 'astara-orchestrator/0 1767225600' };
    const relations = cloud.now.relations.map((one) => (one.id === 6 ? { ...one, localAppData: turn } : one));
    cloud.now = { ...cloud.now, relations };
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
  };

  it('are not forgotten where a sick service waits for its turn', async () => {
    const cloud = new Cloud({ leader: false, relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    cloud.machine.ports = [44250];
    cloud.machine.refresh();
    await cloud.updateStatus();
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.status()).toBe('blocked: Ports which should be open, but are not: 9697');
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeDefined();
    cloud.machine.ports = [44250, 9697];
    await turnOf(cloud);
    expect(cloud.machine.starts).toBe(2);
    expect(cloud.status()).toBe('active: Unit is ready');
  });

  it('are not forgotten where nova-compute asks for one', async () => {
    const cloud = new Cloud({ leader: false, relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    const remoteUnitData = { default_availability_zone: 'nova', 'restart-trigger': 'a-uuid' };
    await cloud.changed(
      subordinateRelation({ endpoint: 'neutron-plugin', id: 5, remoteApp: 'nova-compute', remoteUnitData }),
    );
    expect(cloud.machine.starts).toBe(1);
    await turnOf(cloud);
    expect(cloud.machine.starts).toBe(2);
    await cloud.configChanged();
    expect(cloud.machine.starts).toBe(2);
  });

  it('are noted once for each reason while automatic ones are off', async () => {
    const cloud = new Cloud();
    await cloud.configChanged({ 'enable-auto-restarts': false });
    cloud.machine.ports = [44250];
    cloud.machine.refresh();
    await cloud.updateStatus();
    await cloud.updateStatus();
    const shown = await cloud.run(cloud.context.on.action('show-deferred-events'));
    expect(shown.actionResults?.['output']).toBe(
      'hooks: []\nrestarts:\n- 1767225600 astara-orchestrator                      Health check failed\n',
    );
  });

  it('are given out by the leader, one after the other', async () => {
    const waiting = { 1: { host: 'node2', 'restart-wanted': 'abc' }, 2: { host: 'node3', 'restart-wanted': 'abc' } };
    const cloud = new Cloud({ relations: clustered(waiting, shared) });
    await cloud.configChanged();
    expect(cloud.find(6).localAppData['restart-turn']).toBe('astara-orchestrator/1 1767225600');
    cloud.put(peers({ 1: { host: 'node2' }, 2: { host: 'node3', 'restart-wanted': 'abc' } }));
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.find(6).localAppData['restart-turn']).toBe('astara-orchestrator/2 1767225600');
    cloud.put(peers({ 1: { host: 'node2' }, 2: { host: 'node3' } }));
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.find(6).localAppData['restart-turn']).toBeUndefined();
  });

  it('are given out by a leader whose own service is paused', async () => {
    const cloud = new Cloud({ relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    await cloud.run(cloud.context.on.action('pause'));
    cloud.put(peers({ 1: { host: 'node2', 'restart-wanted': 'abc' } }));
    await cloud.run(cloud.context.on.relationChanged(cloud.find(6)));
    expect(cloud.find(6).localAppData['restart-turn']).toBe('astara-orchestrator/1 1767225600');
  });

  it('are not waited for any more once paused, or once the change is taken back', async () => {
    const cloud = new Cloud({ leader: false, relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    await cloud.configChanged({ debug: true });
    await cloud.configChanged({ debug: false });
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeUndefined();
    expect(cloud.status()).toBe('active: Unit is ready');
    await cloud.configChanged({ debug: true });
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeDefined();
    await cloud.run(cloud.context.on.action('pause'));
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeUndefined();
    expect(cloud.machine.starts).toBe(1);
  });

  it.each([
    ['automatic restarts are turned off', { debug: true, 'enable-auto-restarts': false }],
    ['options turn wrong', { debug: true, 'api-port': 0 }],
  ])('are not waited for any more when %s, so that the others go on', async (_, config) => {
    const cloud = new Cloud({ leader: false, relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    await cloud.configChanged({ debug: true });
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeDefined();
    await cloud.configChanged(config);
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeUndefined();
    await cloud.configChanged({ debug: true });
    expect(cloud.find(6).localUnitData['restart-wanted']).toBeDefined();
    expect(cloud.machine.starts).toBe(1);
  });

  it('need no turn of the leader that is alone in wanting one', async () => {
    const cloud = new Cloud({ relations: clustered({ 1: { host: 'node2' } }, shared) });
    await cloud.configChanged();
    await cloud.configChanged({ debug: true });
    expect(cloud.machine.starts).toBe(2);
  });
});
