/** nrpe-external-master: what Nagios is told of our service, and that nothing of it stays. */
import { describe, expect, it } from 'vitest';
import { type Relation, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { Cloud, relationsWith } from './cloud.ts';

const commands = '/etc/nagios/nrpe.d';
const exported = '/var/lib/nagios/export';

const nrpe = (remoteUnitData: Record<string, string> = {}): Relation =>
  subordinateRelation({ endpoint: 'nrpe-external-master', id: 10, remoteApp: 'nrpe', remoteUnitData });

async function monitored(remoteUnitData: Record<string, string> = {}): Promise<Cloud> {
  const cloud = new Cloud({ relations: relationsWith({ nrpe: nrpe(remoteUnitData) }) });
  for (const folder of [commands, exported, '/usr/local/lib/nagios/plugins']) {
    cloud.machine.host.files.makeDirectory(folder, { mode: 0o755, owner: 'root', group: 'root' });
  }
  cloud.machine.host.put(`${exported}/service__juju-nova-compute-0_check_nova-compute.cfg`, 'theirs');
  await cloud.configChanged();
  return cloud;
}

describe('monitoring', () => {
  it('is a command, a definition and a list of monitors', async () => {
    const cloud = await monitored();
    expect(cloud.find(10).localUnitData).toMatchObject({
      primary: 'False',
      monitors:
        'monitors:\n  remote:\n    nrpe:\n      astara-orchestrator:\n        command: check_astara-orchestrator\n',
    });
    expect(cloud.machine.host.files.read(`${commands}/check_astara-orchestrator.cfg`)).toContain(
      'command[check_astara-orchestrator]=',
    );
    expect(cloud.machine.lines('systemctl try-reload-or-restart')).toHaveLength(1);
    await cloud.configChanged();
    expect(cloud.machine.lines('systemctl try-reload-or-restart')).toHaveLength(1);
  });

  it('follows the name under which Nagios knows the host', async () => {
    const cloud = await monitored();
    await cloud.changed(nrpe({ nagios_hostname: 'cloud-node1' }));
    expect(cloud.machine.host.files.list(exported)).toEqual([
      'service__cloud-node1_check_astara-orchestrator.cfg',
      'service__juju-nova-compute-0_check_nova-compute.cfg',
    ]);
  });

  it.each(['the relation', 'the unit'])('goes with %s, under whatever name it was known', async (what) => {
    const cloud = await monitored({ nagios_hostname: 'cloud-node1' });
    await cloud.broken(10);
    if (what === 'the unit') {
      cloud.put(nrpe({ nagios_hostname: 'cloud-node1' }));
      await cloud.run(cloud.context.on.relationCreated(cloud.find(10)));
      cloud.now = { ...cloud.now, relations: [] };
      await cloud.run(cloud.context.on.remove());
    }
    expect(cloud.machine.host.files.list(commands)).toEqual([]);
    expect(cloud.machine.host.files.list(exported)).toEqual(['service__juju-nova-compute-0_check_nova-compute.cfg']);
    expect(cloud.machine.host.files.list('/usr/local/lib/nagios/plugins')).toEqual([]);
  });
});
