/**
 * Marked secrets through every hook, every action and every failure: the marks may stand in the files and databags that
 * are meant to hold them, and nowhere else: no log, no status, no message, no argument of a program, no file that all
 * can read, nothing that the charm keeps.
 */
import { describe, expect, it } from 'vitest';
import { actionNames } from '../../../src/charm/actions/actions.ts';
import { type Outcome, peerRelation, relation, type TestEvent } from '../../../src/ops/testing/index.ts';
import { authority } from '../charm/certificates.ts';
import { Cloud, keystoneAnswer } from '../charm/cloud.ts';
import { FaultyCloud } from '../faults/faulty-cloud.ts';
import { everyRelation } from '../proof/full-cloud.ts';

const mark = 'MARKED-9f3c';
const secrets = {
  database: `${mark}-database`,
  messaging: `${mark}-messaging`,
  identity: `${mark}-identity`,
  metadata: `${mark}-metadata`,
  cluster: `${mark}-cluster`,
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** As they stand in the files and the bags: keys that tests made up, with the mark in them. */
const keyWith = (kind: string): string =>
  `-----BEGIN ${kind} PRIVATE KEY-----\n${base64(mark)}\n-----END ${kind} PRIVATE KEY-----\n`;
const applianceKey = keyWith('OPENSSH');
const databaseKey = keyWith('RSA');

/** The mark in every form in which it could be shown. */
const forms = [mark, encodeURIComponent(mark), base64(mark), base64(applianceKey), base64(databaseKey)];

/** Files that are meant to hold a secret; nobody but root and the service may read them. */
const holders = [
  /^\/etc\/astara\/astara\.conf$/,
  /^\/etc\/astara\/ssl\/db-client\.key$/,
  /^\/var\/lib\/astara\/\.ssh\/id_ed25519$/,
];
/** Databags that are meant to: what the leader decides for all, and nova-compute's half of the metadata secret. */
const bags = ['cluster', 'neutron-plugin'];

const marked = [
  relation({
    endpoint: 'shared-db',
    id: 1,
    remoteApp: 'mysql',
    remoteUnits: {
      0: {
        db_host: '10.0.0.40',
        password: secrets.database,
        allowed_units: 'astara-orchestrator/0',
        ssl_ca: base64(authority),
        ssl_cert: base64(authority),
        ssl_key: base64(databaseKey),
      },
    },
  }),
  relation({
    endpoint: 'amqp',
    id: 2,
    remoteApp: 'rabbitmq-server',
    remoteUnits: { 0: { hostname: '10.0.0.30', password: secrets.messaging } },
  }),
  relation({
    endpoint: 'identity-service',
    id: 3,
    remoteApp: 'keystone',
    remoteUnits: { 0: { ...keystoneAnswer, service_password: secrets.identity } },
  }),
  peerRelation({
    endpoint: 'cluster',
    id: 6,
    peers: { 1: { host: 'node2', 'public-host': '10.0.0.10', ready: 'true' } },
    localAppData: {
      'metadata-secret': secrets.cluster,
      'ssh-public-key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample astara-orchestrator',
      'ssh-private-key': base64(applianceKey),
    },
  }),
];
const relations = everyRelation().map((one) => marked.find(({ id }) => id === one.id) ?? one);

function holdsMark(text: string): boolean {
  return forms.some((form) => text.includes(form));
}

/** Everything of a hook that somebody else can see, with where it was seen. */
function seenIn(cloud: Cloud, out: Outcome): readonly (readonly [where: string, text: string])[] {
  const { host } = cloud.machine;
  return [
    ...out.logs.map((line) => ['log', line.message] as const),
    ...out.statusHistory.map((one) => ['status', one.message] as const),
    ...out.calls.map((call) => [`arguments of ${call.tool}`, call.args.join(' ')] as const),
    ...out.actionLogs.map((line) => ['action log', line] as const),
    ['action results', JSON.stringify(out.actionResults)] as const,
    ['action failure', out.actionFailure ?? ''] as const,
    ['error', out.error === null ? '' : `${out.error.stack} ${JSON.stringify(out.error)}`] as const,
    ['what is kept', JSON.stringify(out.state.storedStates)] as const,
    ...host.commands.flatMap(({ line, options }) => [
      [`arguments of ${line.split(' ')[0]}`, line] as const,
      [`environment of ${line.split(' ')[0]}`, JSON.stringify(options.env ?? {})] as const,
    ]),
    ...[...host.contents].flatMap(([path, file]) => {
      const meant = holders.some((holder) => holder.test(path)) && (file.mode & 0o007) === 0;
      return meant ? [] : [[`file ${path}`, file.content] as const];
    }),
    ...out.state.relations.flatMap((one) =>
      bags.includes(one.endpoint)
        ? []
        : [[`databag of ${one.endpoint}`, JSON.stringify([one.localUnitData, one.localAppData])] as const],
    ),
  ];
}

function leaks(cloud: Cloud, out: Outcome): readonly string[] {
  return seenIn(cloud, out).flatMap(([where, text]) => (holdsMark(text) ? [`${where}: ${text.slice(0, 300)}`] : []));
}

async function deployed(config: Record<string, string> = {}): Promise<Cloud> {
  const cloud = new Cloud({ relations });
  const out = await cloud.configChanged(config);
  expect(leaks(cloud, out)).toEqual([]);
  // The secrets have arrived where they belong: otherwise this would prove nothing.
  const held = [...cloud.machine.host.contents].filter(([, file]) => holdsMark(file.content)).map(([path]) => path);
  expect(held.sort()).toEqual([
    '/etc/astara/astara.conf',
    '/etc/astara/ssl/db-client.key',
    '/var/lib/astara/.ssh/id_ed25519',
  ]);
  return cloud;
}

const hooks: Readonly<Record<string, (cloud: Cloud) => TestEvent>> = {
  install: ({ context }) => context.on.install(),
  start: ({ context }) => context.on.start(),
  'config-changed': ({ context }) => context.on.configChanged(),
  'update-status': ({ context }) => context.on.updateStatus(),
  'leader-elected': ({ context }) => context.on.leaderElected(),
  'leader-settings-changed': ({ context }) => context.on.leaderSettingsChanged(),
  'upgrade-charm': ({ context }) => context.on.upgradeCharm(),
  'pre-series-upgrade': ({ context }) => context.on.preSeriesUpgrade(),
  'post-series-upgrade': ({ context }) => context.on.postSeriesUpgrade(),
  stop: ({ context }) => context.on.stop(),
  remove: ({ context }) => context.on.remove(),
};

const params: Readonly<Record<string, Record<string, string | boolean | number>>> = {
  'global-debug': { enabled: true, reason: 'test' },
};

describe('marked secrets', () => {
  it.each(Object.keys(hooks))('are shown by no %s', async (name) => {
    const cloud = await deployed();
    const make = hooks[name];
    if (make === undefined) throw new Error(`no hook ${name}`);
    expect(leaks(cloud, await cloud.context.attempt(make(cloud), cloud.now))).toEqual([]);
  });

  it.each(relations.map(({ endpoint, id }) => [endpoint, id] as const))('are shown by no hook of %s', async (_, id) => {
    const cloud = await deployed();
    const { on } = cloud.context;
    // The peers' relation is there as long as the application.
    const ends = id === 6 ? [] : [on.relationCreated, on.relationBroken];
    for (const event of [on.relationJoined, on.relationChanged, on.relationDeparted, ...ends]) {
      expect(leaks(cloud, await cloud.context.attempt(event(cloud.find(id)), cloud.now))).toEqual([]);
    }
  });

  it.each(actionNames)('are shown by no action %s', async (name) => {
    const cloud = await deployed({ 'metadata-shared-secret': secrets.metadata });
    cloud.machine.host.put('/usr/bin/astara-ctl', '');
    const given = params[name] ?? { id: '77777777-7777-4777-8777-777777777777' };
    const wanted = /^(resource|tenant)-/.test(name) || name in params ? given : {};
    const out = await cloud.context.attempt(cloud.context.on.action(name, wanted), cloud.now);
    expect(leaks(cloud, out)).toEqual([]);
  });

  it.each(['MySQL', 'RabbitMQ', 'Keystone', 'ZooKeeper'] as const)('are not shown when %s refuses us', async (name) => {
    const cloud = new Cloud({ relations });
    cloud.servers.refusals[name] = 'login as "astara" is refused';
    expect(leaks(cloud, await cloud.configChanged())).toEqual([]);
    expect(leaks(cloud, await cloud.updateStatus())).toEqual([]);
  });

  it.each(['fails', 'does nothing', 'breaks off'] as const)(
    'are not shown when the migration %s',
    async (migration) => {
      const cloud = new Cloud({ relations });
      cloud.machine.migration = migration;
      expect(leaks(cloud, await cloud.configChanged())).toEqual([]);
    },
  );

  it.each([
    ['shared-db', 1, { db_host: 'a b', password: `${secrets.database}\n`, allowed_units: 'astara-orchestrator/0' }],
    ['shared-db', 1, { db_host: '10.0.0.40', password: secrets.database, ssl_key: secrets.database }],
    ['amqp', 2, { hostname: '10.0.0.30', password: `${secrets.messaging}/x` }],
    ['identity-service', 3, { ...keystoneAnswer, service_password: `${secrets.identity}\u0000`, auth_port: 'x' }],
    ['certificates', 9, { ca: 'x', 'astara-orchestrator_0.processed_requests': `{"x": "${secrets.identity}` }],
  ] as const)('are not shown when a peer on %s sends nonsense', async (endpoint, id, bag) => {
    const cloud = await deployed();
    const out = await cloud.changed(relation({ endpoint, id, remoteApp: 'peer', remoteUnits: { 0: { ...bag } } }));
    expect(leaks(cloud, out)).toEqual([]);
  });

  it('are not shown when options that hold them are wrong', async () => {
    const cloud = await deployed();
    for (const config of [
      { 'metadata-shared-secret': `${secrets.metadata}\n[x]` },
      { 'config-flags': `admin_password=${secrets.metadata},api_port=${secrets.metadata}` },
      { 'config-flags': `a: [${secrets.metadata}]` },
      { 'config-flags': `transport_url=rabbit://u:${secrets.metadata}@h/` },
    ]) {
      expect(leaks(cloud, await cloud.configChanged(config))).toEqual([]);
    }
  });

  it.each(['tool fails', 'disk full', 'program fails'] as const)(
    'are not shown when %s, wherever it happens',
    async (fault) => {
      const count = new FaultyCloud({ relations });
      count.arm(fault, 0);
      await count.context.attempt(count.context.on.configChanged(), count.now);
      for (let at = 1; at <= count.passed; at += 1) {
        const cloud = new FaultyCloud({ relations });
        cloud.arm(fault, at);
        const out = await cloud.context.attempt(cloud.context.on.configChanged(), cloud.now);
        expect(leaks(cloud, out)).toEqual([]);
      }
    },
  );
});
