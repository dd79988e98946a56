/**
 * Marked secrets through the whole life of the packed charm, as processes: every hook, every action, a failure at every
 * hook tool, stop and remove. The marks are looked for in what all of that has printed, in the arguments and environments
 * of all programs, in what is said to Juju, and in every file that has been written; they may stand in the files that are
 * meant to hold them, and those are for root and the service's group alone. The hooks are those of the framework and of
 * metadata.yaml, the actions those of actions.yaml: a new one cannot be forgotten.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CharmBase, type Framework } from '../../src/ops/index.ts';
import { Context, state } from '../../src/ops/testing/index.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { isHookTool } from '../bench/stage.ts';
import { charmFiles } from '../scenario/charm/cloud.ts';
import { keystoneAnswer } from '../scenario/charm/peer-answers.ts';
import { relationHook } from './full-stage.ts';
import { holders, holdsMark, LeakSearch, mark } from './leak-search.ts';

const root = new URL('../../', import.meta.url).pathname;
const own = 'astara-orchestrator';

const { actions, endpoints, peers, storages } = declared();

/** What the YAML files declare: a table of the tests below has a row for each. */
function declared() {
  const { meta, actions } = charmFiles;
  const named = (role: string): readonly string[] => Object.keys(meta[role] ?? {});
  return {
    actions: Object.keys(actions).filter((name) => name !== 'additionalProperties'),
    endpoints: [...named('provides'), ...named('requires'), ...named('peers')],
    peers: named('peers'),
    storages: named('storage'),
  };
}

/** Every hook that has no endpoint and no storage, by the events that the framework has for them. */
async function plainHooks(): Promise<readonly string[]> {
  let names: readonly string[] = [];
  class Listing extends CharmBase {
    static override readonly handleKind = 'Listing';
    constructor(framework: Framework) {
      super(framework);
      names = Object.keys(this.on);
    }
  }
  const context = new Context(Listing, { meta: { name: 'listing' } });
  await context.run(context.on.start(), state());
  const hooks = names.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  // The rest is the framework's own.
  return hooks.filter((hook) => !['framework', 'handle', 'collect-app-status', 'collect-unit-status'].includes(hook));
}

const usual = ['install', 'leader-elected', 'config-changed', 'start', 'update-status', 'upgrade-charm'];
const rarer = ['leader-settings-changed', 'collect-metrics', 'pre-series-upgrade', 'post-series-upgrade'];
const ofSecrets = ['secret-changed', 'secret-rotate', 'secret-expired', 'secret-remove'];
const last = ['stop', 'remove'];

const id = '77777777-7777-4777-8777-777777777777';
const secretId = 'secret:d2abcdefghijklmnopqr';

let held: HeldStage;
let search: LeakSearch;

beforeAll(async () => {
  held = await HeldStage.open(root);
  search = new LeakSearch(held);
});
afterAll(() => {
  held.close();
});

const leaksOfHook = (hook: string, more: Readonly<Record<string, string>> = {}): readonly string[] =>
  search.leaksOf(held.stage.environment(hook, more));

describe('marked secrets of the packed charm', () => {
  it('are followed through every hook there is', async () => {
    expect([...(await plainHooks())].sort()).toEqual([...usual, ...rarer, ...ofSecrets, ...last].sort());
    expect(storages).toEqual([]);
  });

  it.each(usual)('are shown by no %s', (hook) => {
    expect(leaksOfHook(hook)).toEqual([]);
  });

  it('have arrived where they belong', () => {
    const conf = held.read('/etc/astara/astara.conf') ?? '';
    for (const name of ['database', 'messaging', 'identity', 'metadata', 'flag'])
      expect(conf).toContain(`${mark}-${name}`);
    expect(search.started).toBeGreaterThan(50);
    expect(holdsMark(held.read('/var/lib/astara/.ssh/id_ed25519') ?? '')).toBe(true);
    expect(held.output('stat', '-c', '%a %u', '/var/lib/astara/.ssh/id_ed25519')).toBe('600 997\n');
    // Nagios's agent has been told, so that its endpoint is no empty word.
    expect(held.read('/etc/nagios/nrpe.d/check_astara-orchestrator.cfg')).toContain('check_service_of');
  });

  it.each(rarer)('are shown by no %s', (hook) => {
    expect(leaksOfHook(hook)).toEqual([]);
  });

  it.each(endpoints)('are shown by no hook of %s', { timeout: 120_000 }, (endpoint) => {
    // The peers' relation is there as long as the application.
    const ends = peers.includes(endpoint) ? (['created'] as const) : (['created', 'broken'] as const);
    for (const kind of [...ends, 'joined', 'departed', 'changed'] as const) {
      expect({ kind, leaks: search.leaksOf(relationHook(held.stage, endpoint, kind)) }).toEqual({ kind, leaks: [] });
    }
  });

  it.each(actions)('are shown by no action %s', (name) => {
    const params: Record<string, unknown> = /^(resource|tenant)-/.test(name) ? { id } : {};
    if (name === 'global-debug') params['enabled'] = true;
    if (name === 'restart-services') params['services'] = own;
    held.stage.answer('action-get --format=json', params);
    const named = { JUJU_ACTION_NAME: name, JUJU_ACTION_UUID: '1', JUJU_ACTION_TAG: 'action-1' };
    expect(leaksOfHook(`actions/${name}`, named)).toEqual([]);
    // What pause has put down.
    if (name === 'pause') expect(leaksOfHook('config-changed')).toEqual([]);
  });

  it('are shown wherever no hook tool that fails', { timeout: 300_000 }, () => {
    held.stage.noteCalls();
    held.hook(held.stage.environment('config-changed'));
    const points = held.stage.takeCalls().calls.filter(isHookTool).length;
    expect(points).toBeGreaterThan(5);
    for (let at = 1; at <= points; at += 1) {
      held.arm('fail', at);
      expect({ at, leaks: leaksOfHook('config-changed') }).toEqual({ at, leaks: [] });
    }
  });

  it("are shown by no hook of a secret, in which Keystone's password comes", () => {
    for (const unit of [0, 1, 2])
      held.stage.answer(`relation-get --format=json -r identity-service:3 - keystone/${unit}`, {});
    held.stage.answer('relation-get --format=json -r identity-service:3 --app - keystone', {
      'internal-auth-url': 'http://10.0.0.50:35357/keystone',
      'public-auth-url': 'http://10.0.0.50:35357/keystone',
      'service-project-name': 'services',
      'service-domain-name': 'service_domain',
      'service-credentials': secretId,
    });
    const content = { username: 'astara', password: `${mark}-juju` };
    for (const mode of ['', ' --refresh']) held.stage.answer(`secret-get --format=json ${secretId}${mode}`, content);
    for (const hook of ofSecrets) {
      const named = { JUJU_SECRET_ID: secretId, JUJU_SECRET_REVISION: '1', JUJU_SECRET_LABEL: '' };
      expect({ hook, leaks: leaksOfHook(hook, { ...named, JUJU_DEBUG: 'true' }) }).toEqual({ hook, leaks: [] });
    }
    expect(held.read('/etc/astara/astara.conf')).toContain(`${mark}-juju`);
  });

  it('are shown by no peer that sends nonsense, with a log at debug level', () => {
    const tls = Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n').toString('base64');
    const bags = [
      ['shared-db', 1, 'mysql/0', { db_host: 'a b', password: `${mark}\n[x]`, allowed_units: `${own}/0` }],
      ['shared-db', 1, 'mysql/0', { db_host: '10.0.0.40', password: mark, ssl_key: mark, ssl_ca: tls }],
      ['amqp', 2, 'rabbitmq-server/0', { hostname: 'x', password: `${mark}\u0000` }],
      ['identity-service', 3, 'keystone/0', { ...keystoneAnswer, service_password: `${mark}\u2028`, auth_port: mark }],
      ['certificates', 9, 'vault/0', { ca: 'x', 'astara-orchestrator_0.processed_requests': `{"x": "${mark}` }],
    ] as const;
    for (const [endpoint, number, unit, bag] of bags) {
      held.stage.answer(`relation-get --format=json -r ${endpoint}:${number} - ${unit}`, bag);
      const environment = relationHook(held.stage, endpoint, 'changed');
      const found = search.leaksOf({ ...environment, JUJU_DEBUG: 'true' });
      // A port is no secret, and may be shown, whatever a peer has put there.
      expect(found.filter((line) => !line.includes('auth_port'))).toEqual([]);
    }
  });

  it('are shown neither by stop nor by remove, and are gone afterwards', () => {
    for (const hook of last) expect({ hook, leaks: leaksOfHook(hook) }).toEqual({ hook, leaks: [] });
    expect(held.hook(held.stage.environment('remove'))).toMatchObject({ status: 0 });
    for (const path of holders) expect(held.read(path)).toBeNull();
  });
});
