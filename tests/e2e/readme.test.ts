/**
 * README's "Deploy it", as typed: each `sh` block is run through a shell in which `juju` is the emulator. Once as it stands
 * and with ZooKeeper, once with `integrate`, in another order and with memcached, in the same cloud.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../authoring/markdown-blocks.ts';
import { type Cloud, makeCloud } from './cloud.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const section = readme.slice(readme.indexOf('## Deploy it'), readme.indexOf('## Relations'));
const blocks = blocksOf(section);
const [steps = '', zookeeper = '', memcached = '', archive = '', git = ''] = blocks
  .filter((block) => block.language === 'sh')
  .map((block) => block.text);
const shown = blocks.find((block) => block.language === 'text')?.text ?? '';
const units = ['astara-orchestrator/0', 'astara-orchestrator/1'];
const hosts = ['nova-compute/0', 'nova-compute/1'];

let cloud: Cloud;
/** astara.conf of each unit after the first pass. */
let before: string[];

/** Types lines at a prompt: the first that fails ends it. */
async function type(lines: string): Promise<void> {
  const outcome = await cloud.shell(`set -e\njuju() { '${cloud.program}/bin/juju' "$@"; }\n${lines}`);
  expect(outcome.exitCode, `${lines}\n${outcome.stderr}`).toBe(0);
}

/** The same steps for a Juju of today and a user of another mind: charms first, then relations from the last to the first. */
function otherwise(text: string): string {
  const lines = text.trim().split('\n');
  const relations = lines.filter((line) => line.includes('add-relation'));
  const others = lines.filter((line) => !relations.includes(line));
  return [...others, ...relations.reverse().map((line) => line.replace('add-relation', 'integrate'))].join('\n');
}

/** A status without what differs from place to place: machines' numbers and addresses, revisions, widths of columns. */
function comparable(status: string): string[] {
  return status
    .slice(status.indexOf('App '), status.includes('Machine  State') ? status.indexOf('Machine  State') : undefined)
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/\b\d+(\.\d+){3}\b/, 'ADDRESS')
        .replace(/\s+/g, ' '),
    )
    .map((line) => line.replace(/ \d+ (no Application|no Unit)/, ' REV $1').replace(/ \d+ ADDRESS/, ' MACHINE ADDRESS'))
    .filter((line) => line !== '');
}

/** astara.conf without the leader's random secret and the coordinator, in which the two passes must differ. */
function settled(config: string): string {
  return config.replace(/^(neutron_metadata_proxy_shared_secret|url) = .*$/gm, '$1');
}

const configurations = (): Promise<string[]> => Promise.all(units.map((unit) => cloud.configFile(unit)));

beforeAll(async () => {
  cloud = await makeCloud();
  // Where the commands are typed lies what the operating guide has its reader write.
  writeFileSync(join(cloud.program, 'astara.yaml'), await cloud.makeGitOrigin());
  for (const name of ['keystone', 'neutron-api', 'glance', 'mysql', 'rabbitmq-server']) {
    await cloud.done('deploy', name, '--no-wait');
  }
  await cloud.done('deploy', 'nova-compute', '-n', '2');
});

afterAll(async () => expect(await cloud?.destroy()).toEqual([]));

describe('the list in the README', () => {
  it('has the steps that a user of the charm expects, and no others', () => {
    expect(steps.trim().split('\n')).toEqual([
      'juju deploy astara-neutron-api',
      'juju deploy astara-orchestrator',
      'juju add-relation astara-orchestrator nova-compute',
      'juju add-relation astara-orchestrator mysql',
      'juju add-relation astara-orchestrator rabbitmq-server',
      'juju add-relation astara-orchestrator keystone',
      'juju add-relation astara-orchestrator astara-neutron-api',
      'juju add-relation astara-neutron-api neutron-api',
      'juju add-relation astara-neutron-api keystone',
      'juju add-relation astara-neutron-api glance',
    ]);
    expect(zookeeper).toBe('juju deploy zookeeper\njuju add-relation zookeeper astara-orchestrator\n');
    expect(memcached).toBe('juju deploy memcached\njuju add-relation memcached astara-orchestrator\n');
    expect(archive).toMatch(/^juju config astara-orchestrator openstack-origin=\S+\n$/);
  });

  it('deploys the packed charm, whose status says where Astara is missing and what to do', async () => {
    await type(steps);
    await type(zookeeper);
    await type(archive);
    const charm = (await cloud.status()).applications['astara-orchestrator'];
    expect(charm?.['charm-version']).toMatch(/^\d+\.\d+\.\d+/);
    const runtime = await cloud.ssh('nova-compute/0', [
      'bash',
      '-c',
      'ls /var/lib/juju/agents/unit-astara-*/charm/runtime',
    ]);
    expect(runtime.split('\n')).toContain('node');
    for (const unit of units) {
      const { current, message } = await cloud.unitStatus(unit);
      expect(current).toBe('blocked');
      expect(message).toMatch(/^openstack-origin: "distro" has no package .* or set openstack-origin-git$/);
    }
  });

  it('ends in the status that the README shows', async () => {
    await type(git);
    const status = await cloud.done('status', 'astara-orchestrator');
    expect(comparable(status)).toEqual(comparable(shown));
    const others = Object.values(await cloud.unitStatuses()).filter((text) => text !== 'active: Unit is ready');
    expect(others).toEqual([]);
    before = await configurations();
  });

  it('has brought the schema, the endpoints, the queue and the ring about', async () => {
    expect(await cloud.schemaRevision()).toMatch(/^[0-9a-f]{12}$/);
    expect(await cloud.migrations()).toBe(1);
    const kinds = (await cloud.keystoneEndpoints()).filter((line) => line.startsWith('astara '));
    expect(kinds.map((line) => line.split(' ')[1])).toEqual(['admin', 'internal', 'public']);
    const addresses = await Promise.all(hosts.map(async (host) => (await cloud.units())[host]?.['public-address']));
    const connections = await cloud.queueConnections();
    for (const address of addresses) expect(connections).toContain(`astara openstack ${address} running`);
    const names = await Promise.all(hosts.map((host) => cloud.ssh(host, ['hostname'])));
    expect(Object.values(await cloud.ringMembers())).toEqual([names.sort()]);
  });

  it('can be undone, and leaves nothing on the hosts', async () => {
    await cloud.done('remove-application', 'astara-orchestrator', 'astara-neutron-api', 'zookeeper', '--no-prompt');
    expect(Object.keys(await cloud.units()).filter((name) => /^astara|^zookeeper/.test(name))).toEqual([]);
    const places = ['/etc/astara', '/opt/astara', '/var/lib/astara', '/etc/systemd/system/astara-orchestrator.service'];
    for (const host of hosts) {
      expect((await cloud.trySsh(host, ['ls', '-d', ...places])).stdout).toBe('');
      // The brackets keep the shell that starts it from being found.
      expect((await cloud.trySsh(host, ['pgrep', '-fa', 'bin/astara[-]'])).stdout).toBe('');
    }
  });

  it('ends in the same status and configuration with `integrate`, in another order, and with memcached', async () => {
    await type(git.replace(/^/, `${otherwise(steps).split('\n').slice(0, 2).join('\n')}\n`));
    await type(otherwise(memcached));
    await type(otherwise(steps).split('\n').slice(2).join('\n'));
    const status = await cloud.done('status', 'astara-orchestrator');
    expect(comparable(status)).toEqual(comparable(shown));
    const after = await configurations();
    expect(after.map(settled)).toEqual(before.map(settled));
    expect(after.every((config) => /^url = memcached:\/\//m.test(config))).toBe(true);
    expect(before.every((config) => /^url = kazoo:\/\//m.test(config))).toBe(true);
    // The schema was there already.
    expect(await cloud.schemaRevision()).toMatch(/^[0-9a-f]{12}$/);
  });
});
