/**
 * Wicked databags, options, secrets and parameters through whole hooks and actions: Juju's state in; files, log, status,
 * arguments and databags out. The hooks follow one another on one machine, as they would.
 */
import { describe, expect, it } from 'vitest';
import { actionNames } from '../../../src/charm/actions/actions.ts';
import { parseConfigFlags } from '../../../src/openstack/config-flags.ts';
import { peerRelation, type Relation, relation, secret, subordinateRelation } from '../../../src/ops/testing/index.ts';
import { Cloud } from '../charm/cloud.ts';
import { Chance } from './chance.ts';
import { again, type Change, changed, drawChange, runs, seed } from './changes.ts';
import { foundCases } from './found-cases.ts';
import { mark, wickedSecret, wickedValue } from './grammar.ts';
import { judgeHook } from './judge-hook.ts';
import { type Bag, goodCloud, type Said } from './pipeline.ts';

const secretId = 'secret:d2hunter3abcdefghijk';

/** Hooks of a run of the tests: each costs what hundreds of readings cost. */
const hooks = Math.ceil(runs / 8);

function relationsOf(said: Said): readonly Relation[] {
  const bag = (name: string): Bag => said.bags[name] ?? {};
  const plain = (endpoint: string, id: number): Relation =>
    relation({
      endpoint,
      id,
      remoteApp: `${endpoint}-app`,
      remoteUnits: { 0: bag(`${endpoint} unit`) },
      remoteAppData: bag(`${endpoint} app`),
    });
  const beside = (endpoint: string, id: number): Relation =>
    subordinateRelation({ endpoint, id, remoteApp: `${endpoint}-app`, remoteUnitData: bag(`${endpoint} unit`) });
  return [
    plain('shared-db', 1),
    plain('amqp', 2),
    plain('identity-service', 3),
    plain('astara-orchestrator', 4),
    beside('neutron-plugin', 5),
    peerRelation({
      endpoint: 'cluster',
      id: 6,
      peers: { 1: bag('cluster unit') },
      localAppData: bag('cluster app'),
    }),
    plain('zookeeper', 7),
    plain('cache', 8),
    plain('certificates', 9),
    beside('nrpe-external-master', 10),
  ];
}

/** Every string that Juju could give: it drops keys without a value, and knows no number that is not finite. */
function newCloud(): Cloud {
  const cloud = new Cloud(
    { relations: [] },
    { host: { directories: ['/etc/nagios/nrpe.d', '/var/lib/nagios/export', '/usr/bin', '/etc/policy-rc.d'] } },
  );
  return cloud;
}

async function playOne(cloud: Cloud, chance: Chance, changes: readonly Change[]): Promise<void> {
  const said = changed(changes);
  const keystone = said.bags['identity-service app'];
  // Canonical's operator names a secret; what is in it is the peer's.
  const content = { username: wickedValue(chance, 'astara'), password: wickedSecret(chance) };
  if (keystone !== undefined && chance.often(20)) {
    const text = chance.often(70) ? secretId : wickedValue(chance, secretId);
    Object.assign(keystone, {
      'internal-auth-url': 'http://10.0.0.50:5000/v3',
      'service-project-name': 'services',
      'service-domain-name': 'service_domain',
      'service-credentials': text,
    });
  }
  const options = Object.fromEntries(
    Object.entries(said.options)
      .filter(([name, value]) => name !== '__proto__' && value !== '')
      // Juju knows which options are whole numbers.
      .map(([name, value]) => [
        name,
        typeof value === 'number' && name !== 'worker-multiplier' ? Math.trunc(value) : value,
      ]),
  );
  cloud.now = {
    ...cloud.now,
    relations: relationsOf(said),
    config: options,
    secrets: [secret({ id: secretId, owner: null, content })],
  };
  const endpoint = changes.find(({ where }) => where !== 'options')?.where.split(' ')[0];
  const changedRelation = cloud.now.relations.find((one) => one.endpoint === endpoint);
  const { on } = cloud.context;
  const event = changedRelation === undefined ? on.configChanged() : on.relationChanged(changedRelation);
  const flags = await parseConfigFlags(String(said.options['config-flags'] ?? ''));
  cloud.machine.host.commands.length = 0;
  const out = await cloud.context.attempt(event, cloud.now);
  if (out.exitCode === 0) cloud.now = out.state;
  judgeHook(cloud, out, new Set(flags.ok ? flags.value.keys() : []));
}

describe('whole hooks', () => {
  it(`in ${hooks} wicked forms harm nobody`, { timeout: 600_000 + hooks * 100 }, async () => {
    const chance = new Chance(seed);
    const good = goodCloud();
    let cloud = newCloud();
    let last: readonly string[] = [];
    for (let run = 0; run < hooks; run += 1) {
      if (run % 200 === 0) cloud = newCloud();
      const changes = Array.from({ length: 1 + chance.below(3) }, () => drawChange(chance, good));
      last = [...last, JSON.stringify(changes).slice(0, 400)].slice(-3);
      try {
        await playOne(cloud, chance, changes);
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? error.message : error}\n${again}, hook ${run}: ${last.join(' and ')}`,
        );
      }
    }
    // It has not been refused all the time: the last good values have arrived.
    expect(cloud.machine.conf()).toContain('[database]');
    expect(cloud.machine.conf()).toContain(mark);
  });

  it(`of actions with ${hooks / 4} wicked parameters harm nobody`, { timeout: 600_000 + hooks * 100 }, async () => {
    const chance = new Chance(seed);
    const cloud = newCloud();
    await playOne(cloud, chance, []);
    cloud.machine.host.put('/usr/bin/astara-ctl', '');
    const id = '77777777-7777-4777-8777-777777777777';
    // What an operator types is no secret of the charm's, even if it looks like one.
    const typed = (good: string): string => wickedValue(chance, good).replaceAll(mark, 'typed');
    for (let run = 0; run < hooks / 4; run += 1) {
      const name = chance.one(actionNames);
      const reason = typed('because');
      const target = chance.often(50) ? id : typed(id) || id;
      const params: Record<string, string | boolean | number> = /^(resource|tenant)-/.test(name) ? { id: target } : {};
      if (/-debug$/.test(name) && name !== 'workers-debug') params['reason'] = reason;
      if (name === 'global-debug') params['enabled'] = chance.often(50);
      if (name === 'resource-rebuild') params['image-uuid'] = typed(id);
      if (name === 'restart-services') params['services'] = typed('astara-orchestrator');
      cloud.machine.host.commands.length = 0;
      const out = await cloud.context.attempt(cloud.context.on.action(name, params), cloud.now);
      if (out.exitCode === 0) cloud.now = out.state;
      try {
        judgeHook(cloud, out, new Set());
      } catch (error) {
        const what = `${again}, action ${name} ${JSON.stringify(params).slice(0, 400)}`;
        throw new Error(`${error instanceof Error ? error.message : error}\n${what}`);
      }
    }
  });
});

describe('cases once found', () => {
  it.each(foundCases)('stay right in a whole hook: $name', async ({ changes }) => {
    const cloud = newCloud();
    await playOne(cloud, new Chance(seed), []);
    await playOne(cloud, new Chance(seed), changes);
  });

  it.each([
    ['restart-services', { services: 'a\u001b[31m' }],
    ['global-debug', { enabled: true, reason: 'a\u200fb' }],
    ['resource-debug', { id: '--config-file=/etc/shadow' }],
    ['resource-rebuild', { id: '77777777-7777-4777-8777-777777777777', 'image-uuid': '-v' }],
  ] as const)('stay right in action %s %j', async (name, params) => {
    const cloud = newCloud();
    await playOne(cloud, new Chance(seed), []);
    cloud.machine.host.put('/usr/bin/astara-ctl', '');
    cloud.machine.host.commands.length = 0;
    const out = await cloud.context.attempt(cloud.context.on.action(name, params), cloud.now);
    judgeHook(cloud, out, new Set());
    expect(out.actionFailure).not.toBeNull();
    expect(cloud.machine.host.lines().filter((line) => line.includes('astara-ctl'))).toEqual([]);
  });
});
