/** Databags that lie: nothing gets into a file, a command or the log, no hook falls, and what was good stays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relation } from '../../../src/ops/testing/index.ts';
import { Cloud, keystoneAnswer, networkIds } from './cloud.ts';

const injections = [
  'x\n[DEFAULT]\ndebug = True',
  'x\r\ninjected = 1',
  '$(touch /tmp/pwned)',
  "'; DROP TABLE users; --",
  '../../../etc/passwd',
  'a b',
  '\u0000',
  '\u001b[31m',
];

const targets = [
  ['database', 1, 'shared-db', 'db_host', { password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' }],
  ['messaging', 2, 'amqp', 'hostname', { password: 'rabbit-secret' }],
  ['identity', 3, 'identity-service', 'auth_host', keystoneAnswer],
  ['astara', 4, 'astara-orchestrator', 'management_network_id', networkIds],
  ['zookeeper', 7, 'zookeeper', 'port', { 'private-address': '10.0.0.60' }],
] as const;

const cases = targets.flatMap((target) => injections.map((text) => [target[0], text, target] as const));

describe('a peer that lies', () => {
  it.each(cases)('in %s with %j leaves the last good configuration', async (name, text, target) => {
    const [, id, endpoint, key, others] = target;
    const cloud = new Cloud();
    await cloud.configChanged();
    const before = cloud.machine.conf();
    const commands = cloud.machine.host.lines().length;
    const units = { 0: { ...others, [key]: text } };
    await cloud.changed(relation({ endpoint, id, remoteApp: 'peer', remoteUnits: units }));
    expect(cloud.machine.conf()).toBe(before);
    expect(cloud.machine.starts).toBe(1);
    expect(cloud.now.unitStatus.name).toBe('blocked');
    expect(cloud.now.unitStatus.message).toContain(`Invalid relations: ${name} (${endpoint}: peer/0: ${key}: `);
    expect(cloud.now.unitStatus.message).toMatch(/^[\x20-\x7e]+$/);
    const since = cloud.machine.host.lines().slice(commands);
    expect(since.some((line) => line.includes(text))).toBe(false);
  });

  it('in secrets is not quoted', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const units = { 0: { db_host: '10.0.0.40', password: 'hunter2\n[x]', allowed_units: 'astara-orchestrator/0' } };
    const { logs } = await cloud.changed(
      relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: units }),
    );
    expect(cloud.status()).not.toContain('hunter2');
    expect(JSON.stringify(logs)).not.toContain('hunter2');
  });

  it('with whatever it likes does not bring down a hook', async () => {
    const key = fc.constantFrom(
      'db_host',
      'password',
      'allowed_units',
      'ssl_ca',
      'db_port',
      'access-network',
      'wait_timeout',
      'x',
    );
    const bag = fc.dictionary(key, fc.string({ unit: 'grapheme', maxLength: 20 }));
    const cloud = new Cloud();
    await cloud.configChanged();
    const good = cloud.now;
    await fc.assert(
      fc.asyncProperty(bag, async (content) => {
        cloud.now = good;
        await cloud.changed(
          relation({ endpoint: 'shared-db', id: 1, remoteApp: 'mysql', remoteUnits: { 0: content } }),
        );
        expect(cloud.machine.conf()).toContain('[database]');
      }),
      { numRuns: 25 },
    );
  });

  it('and then mends itself is believed again', async () => {
    const cloud = new Cloud();
    await cloud.configChanged();
    const broken = { 0: { hostname: 'a b', password: 'rabbit-secret' } };
    await cloud.changed(relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: broken }));
    expect(cloud.now.unitStatus.name).toBe('blocked');
    const mended = { 0: { hostname: '10.0.0.33', password: 'rabbit-secret' } };
    await cloud.changed(relation({ endpoint: 'amqp', id: 2, remoteApp: 'rabbitmq-server', remoteUnits: mended }));
    expect(cloud.status()).toBe('active: Unit is ready');
    expect(cloud.machine.option('transport_url')).toContain('10.0.0.33');
  });
});

describe('secrets', () => {
  it('are in no log, no status and no argument of a program', async () => {
    const cloud = new Cloud();
    const { logs, statusHistory, calls } = await cloud.configChanged();
    const seen = [
      ...logs.map((line) => line.message),
      ...statusHistory.map((one) => one.message),
      ...cloud.machine.host.lines(),
      ...calls.map((call) => call.args.join(' ')),
    ].join('\n');
    for (const secret of ['mysql-secret', 'rabbit-secret', 'keystone-secret', 'leaders-metadata-secret']) {
      expect(seen).not.toContain(secret);
    }
  });
});
