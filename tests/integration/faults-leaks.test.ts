/**
 * Marked secrets through the whole life of the packed charm, as processes: every hook, every action, a failure at every
 * hook tool, stop and remove. The marks are looked for in what all of that has printed, in the arguments and environments
 * of all programs, in what is said to Juju, and in every file that has been written; they may stand in the files that are
 * meant to hold them, and those are for root and the service's group alone.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { isHookTool } from '../bench/stage.ts';
import { keystoneAnswer } from '../scenario/charm/cloud.ts';

const root = new URL('../../', import.meta.url).pathname;
const mark = 'MARKED-9f3c';
const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(`${mark}-key`).toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
/** The mark in every form that a program could give it. */
const forms = [
  mark,
  Buffer.from(`${mark}-key`).toString('base64'),
  Buffer.from(privateKey).toString('base64').slice(0, 120),
  Buffer.from(mark).toString('hex'),
];
/** Where secrets belong; the service's user and group are number 997 on the stage. */
const holders = ['/etc/astara/astara.conf', '/var/lib/astara/.ssh/id_ed25519'];
const own = 'astara-orchestrator';

let held: HeldStage;
/** Notes every program that a hook starts, with its arguments and its environment. */
let recorder: string;
let record: string;
/** Programs that hooks have started. */
let started = 0;

const tls = (label: string): string =>
  Buffer.from(`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`).toString('base64');

beforeAll(async () => {
  held = await HeldStage.open(root);
  const { stage } = held;
  stage.answerAll(cloudAnswers({ zookeeper: true }));
  const each = [0, 1, 2];
  for (const id of each) {
    const database = { db_host: '10.0.0.40', password: `${mark}-database`, allowed_units: `${own}/0` };
    stage.answer(`relation-get --format=json -r shared-db:1 - mysql/${id}`, database);
    const broker = {
      hostname: `10.0.0.${30 + id}`,
      'private-address': `10.0.0.${30 + id}`,
      password: `${mark}-messaging`,
    };
    stage.answer(`relation-get --format=json -r amqp:2 - rabbitmq-server/${id}`, broker);
    const keystone = { ...keystoneAnswer, service_password: `${mark}-identity` };
    stage.answer(`relation-get --format=json -r identity-service:3 - keystone/${id}`, keystone);
  }
  stage.answer('config-get --format=json', {
    // Juju gives the defaults too; on the way out these are asked for.
    'openstack-origin': 'distro',
    'openstack-origin-git': '',
    nagios_context: 'juju',
    'metadata-shared-secret': `${mark}-metadata`,
    'config-flags': `admin_password=${mark}-flag`,
  });
  stage.answer(`relation-get --format=json -r cluster:6 --app - ${own}`, {
    'metadata-secret': `${mark}-leader`,
    'ssh-public-key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample astara-orchestrator',
    'ssh-private-key': Buffer.from(privateKey).toString('base64'),
    'database-synced': '1 astara 9.0.0',
    'endpoint-unit': `${own}/0`,
  });
  record = join(stage.folder, 'programs');
  recorder = join(stage.folder, 'recorder.cjs');
  writeFileSync(
    recorder,
    `const programs = require('node:child_process');
const { appendFileSync } = require('node:fs');
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) {
  const start = programs[name];
  programs[name] = (...args) => {
    const options = args.find((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) ?? {};
    appendFileSync(${JSON.stringify(record)}, JSON.stringify([name, args[0], args[1], options.env ?? {}]) + '\\n');
    return start(...args);
  };
}
`,
  );
});
afterAll(() => {
  held.close();
});

function holdsMark(text: string): boolean {
  return forms.some((form) => text.includes(form));
}

/** Lines of a text that hold a mark, without those that are meant to. */
function marked(where: string, text: string, meant: RegExp = /^$/): readonly string[] {
  const lines = text.split('\n').filter((line) => holdsMark(line) && !meant.test(line));
  return lines.map((line) => `${where}: ${line.slice(0, 200)}`);
}

/** Files with a mark that must not have one, of all that hooks have written or could have. */
function markedFiles(): readonly string[] {
  const { folder, charm } = held.stage;
  const places = [`${folder}/space`, '/run', charm];
  const paths = held.output('grep', '-rlaE', forms.join('|').replaceAll('+', '\\+'), ...places).split('\n');
  return paths
    .filter((path) => path.startsWith('/'))
    .flatMap((path) => {
      const plain = path.replace(/^.*\/space\/(\w+)(?:-(\w+))?\.upper\//, (_, one: string, two?: string) =>
        two === undefined ? `/${one}/` : `/${one}/${two}/`,
      );
      const [mode = '', user = '', group = ''] = held.output('stat', '-c', '%a %u %g', path).trim().split(' ');
      const guarded = /^[0-6][04]0$/.test(mode) && ['0', '997'].includes(user) && ['0', '997'].includes(group);
      return holders.includes(plain) && guarded ? [] : [`file ${plain} (${mode} ${user}:${group})`];
    });
}

/** Runs a hook and gives the places where a mark is seen. */
function leaksOf(environment: Readonly<Record<string, string>>): readonly string[] {
  rmSync(record, { force: true });
  held.stage.noteCalls();
  const end = held.hookUnder(environment, recorder);
  const { calls, said } = held.stage.takeCalls();
  const programs = existsSync(record) ? readFileSync(record, 'utf8') : '';
  started += programs.split('\n').length - 1;
  return [
    ...marked('printed', end.output),
    ...marked('arguments', calls.join('\n')),
    ...marked('programs and their environments', programs),
    // The leader's half for all orchestrators, and nova-compute's half of the metadata secret.
    ...marked('said to Juju', said, /^"?(metadata-shared-secret|metadata-secret|ssh-private-key)"?[:=]/),
    ...markedFiles(),
  ];
}

const related = ['shared-db:1 mysql/0', 'amqp:2 rabbitmq-server/0', 'identity-service:3 keystone/0'];
const others = ['astara-orchestrator:4 astara-neutron-api/0', 'zookeeper:7 zookeeper/0'];

function relationHook(line: string, kind: string): Record<string, string> {
  const [key = '', unit = ''] = line.split(' ');
  const endpoint = key.split(':')[0] ?? '';
  const withUnit = kind === 'joined' || kind === 'changed' || kind === 'departed';
  return held.stage.environment(`${endpoint}-relation-${kind}`, {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: key,
    JUJU_REMOTE_APP: unit.split('/')[0] ?? '',
    ...(withUnit ? { JUJU_REMOTE_UNIT: unit } : {}),
    ...(kind === 'departed' ? { JUJU_DEPARTING_UNIT: unit } : {}),
  });
}

const actions = Object.keys(parse(readFileSync(join(root, 'actions.yaml'), 'utf8')) as object).filter(
  (name) => name !== 'additionalProperties',
);
const id = '77777777-7777-4777-8777-777777777777';

describe('marked secrets of the packed charm', () => {
  it.each(['install', 'leader-elected', 'config-changed', 'start', 'update-status', 'upgrade-charm'])(
    'are shown by no %s',
    (hook) => {
      expect(leaksOf(held.stage.environment(hook))).toEqual([]);
    },
  );

  it('have arrived where they belong', () => {
    const conf = held.read('/etc/astara/astara.conf') ?? '';
    for (const name of ['database', 'messaging', 'identity', 'metadata', 'flag'])
      expect(conf).toContain(`${mark}-${name}`);
    expect(started).toBeGreaterThan(50);
    expect(holdsMark(held.read('/var/lib/astara/.ssh/id_ed25519') ?? '')).toBe(true);
    expect(held.output('stat', '-c', '%a %u', '/var/lib/astara/.ssh/id_ed25519')).toBe('600 997\n');
  });

  it.each([...related, ...others])('are shown by no hook of %s', { timeout: 120_000 }, (line) => {
    for (const kind of ['created', 'joined', 'changed', 'departed', 'broken', 'changed']) {
      expect({ kind, leaks: leaksOf(relationHook(line, kind)) }).toEqual({ kind, leaks: [] });
    }
  });

  it.each(actions)('are shown by no action %s', (name) => {
    const params: Record<string, unknown> = /^(resource|tenant)-/.test(name) ? { id } : {};
    if (name === 'global-debug') params['enabled'] = true;
    if (name === 'restart-services') params['services'] = own;
    held.stage.answer('action-get --format=json', params);
    const environment = held.stage.environment(`actions/${name}`, {
      JUJU_ACTION_NAME: name,
      JUJU_ACTION_UUID: '1',
      JUJU_ACTION_TAG: 'action-1',
    });
    expect(leaksOf(environment)).toEqual([]);
    // What pause has put down.
    if (name === 'pause') expect(leaksOf(held.stage.environment('config-changed'))).toEqual([]);
  });

  it('are shown wherever no hook tool that fails', { timeout: 300_000 }, () => {
    held.stage.noteCalls();
    held.hook(held.stage.environment('config-changed'));
    const points = held.stage.takeCalls().calls.filter(isHookTool).length;
    expect(points).toBeGreaterThan(5);
    for (let at = 1; at <= points; at += 1) {
      held.arm('fail', at);
      expect({ at, leaks: leaksOf(held.stage.environment('config-changed')) }).toEqual({ at, leaks: [] });
    }
  });

  it('are shown by no peer that sends nonsense, with a log at debug level', () => {
    const bags: readonly (readonly [string, Record<string, string>])[] = [
      ['shared-db:1 - mysql/0', { db_host: 'a b', password: `${mark}\n[x]`, allowed_units: `${own}/0` }],
      ['shared-db:1 - mysql/0', { db_host: '10.0.0.40', password: mark, ssl_key: mark, ssl_ca: tls('CERTIFICATE') }],
      ['amqp:2 - rabbitmq-server/0', { hostname: 'x', password: `${mark}\u0000` }],
      ['identity-service:3 - keystone/0', { ...keystoneAnswer, service_password: `${mark}\u2028`, auth_port: mark }],
    ];
    for (const [call, bag] of bags) {
      held.stage.answer(`relation-get --format=json -r ${call}`, bag);
      const key = call.split(' ')[0] ?? '';
      const environment = relationHook(`${key} ${call.split(' ').at(-1)}`, 'changed');
      const found = leaksOf({ ...environment, JUJU_DEBUG: 'true' });
      // A port is no secret, and may be shown, whatever a peer has put there.
      expect(found.filter((line) => !line.includes('auth_port'))).toEqual([]);
    }
  });

  it('are shown neither by stop nor by remove, and are gone afterwards', () => {
    expect(leaksOf(held.stage.environment('stop'))).toEqual([]);
    expect(leaksOf(held.stage.environment('remove'))).toEqual([]);
    expect(held.hook(held.stage.environment('remove'))).toMatchObject({ status: 0 });
    for (const path of holders) expect(held.read(path)).toBeNull();
  });
});
