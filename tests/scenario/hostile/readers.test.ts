/**
 * Every reader, writer and action by itself, with a hundred thousand wicked inputs: each is read or refused with a reason
 * in one line, and what is read is fit for the files and programs that it ends up in. HOSTILE_RUNS and HOSTILE_SEED as in
 * databags.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { actionNames, runAction } from '../../../src/charm/actions/actions.ts';
import { parseConfig } from '../../../src/charm/config.ts';
import { readAstara } from '../../../src/charm/relations/astara-orchestrator.ts';
import { readCache } from '../../../src/charm/relations/cache.ts';
import { encodeDecisions, readCluster } from '../../../src/charm/relations/cluster.ts';
import { readNeutronPlugin } from '../../../src/charm/relations/neutron-plugin.ts';
import { readZookeeper } from '../../../src/charm/relations/zookeeper.ts';
import { writeOsloOption } from '../../../src/charm/render/oslo-config.ts';
import { osloValue, readOsloConfig } from '../../../src/charm/render/oslo-reader.ts';
import { parseGitOrigin } from '../../../src/openstack/git-origin.ts';
import { parseOrigin } from '../../../src/openstack/origin.ts';
import { readMessaging, transportUrl } from '../../../src/openstack/relations/amqp.ts';
import type { Bag, RelationBags } from '../../../src/openstack/relations/bags.ts';
import { readCertificates } from '../../../src/openstack/relations/certificates.ts';
import { readIdentityService } from '../../../src/openstack/relations/identity-answer.ts';
import { readMonitoring } from '../../../src/openstack/relations/nrpe.ts';
import { databaseUrl, readSharedDatabase } from '../../../src/openstack/relations/shared-db.ts';
import type { Readiness } from '../../../src/ops/index.ts';
import { FakeHost } from '../../fakes/fake-host.ts';
import { Chance } from './chance.ts';
import { again, runs, seed } from './changes.ts';
import { wickedValue } from './grammar.ts';
import { goodCloud } from './pipeline.ts';

const scale = runs / 20_000;
const times = (count: number): number => Math.ceil(count * scale);
/** How many inputs were tried, by what they were tried on. */
const tried = new Map<string, number>();
/** Counts from so many down to nothing, for a loop. */
function* each(what: string, count: number): Generator<number> {
  for (let run = times(count); run > 0; run -= 1) {
    tried.set(what, (tried.get(what) ?? 0) + 1);
    yield run;
  }
}
const limit = 600_000 + 200_000 * scale;

const oneLine = /^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;
const oneWord = /^[!-~]+$/;

/** Texts in a value, but for PEM, which has lines. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trimStart().startsWith('-----BEGIN ') ? [] : [value];
  if (value instanceof Map) return [...value.values()].flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Not by `expect`, which would take most of the time. */
function must(condition: boolean, what: string, input: unknown): void {
  if (!condition) throw new Error(`${again}: ${what}: ${JSON.stringify(input).slice(0, 500)}`);
}

function judgeReading(reading: Readiness<unknown>, bag: Bag): void {
  if (reading.kind === 'invalid') {
    must(reading.problems.length > 0, 'invalid without a reason', bag);
    for (const problem of reading.problems) must(oneLine.test(problem), 'a problem is not one line', [problem, bag]);
  }
  if (reading.kind === 'ready') {
    for (const text of textsIn(reading.data)) must(oneLine.test(text), 'a text is not one line', [text, bag]);
  }
}

const client = { unit: 'astara-orchestrator/0', database: 'astara', username: 'astara', hostAddresses: [] } as const;

const readers: Readonly<Record<string, (relations: readonly RelationBags[], bag: Bag) => void>> = {
  'shared-db unit': (relations, bag) => {
    const reading = readSharedDatabase(relations, client);
    judgeReading(reading, bag);
    if (reading.kind === 'ready') must(oneWord.test(databaseUrl(reading.data, null)), 'the URL is not one word', bag);
  },
  'amqp unit': (relations, bag) => {
    const reading = readMessaging(relations, { username: 'astara', vhost: 'openstack' });
    judgeReading(reading, bag);
    if (reading.kind === 'ready') must(oneWord.test(transportUrl(reading.data)), 'the URL is not one word', bag);
  },
  'identity-service unit': (relations, bag) => {
    const reading = readIdentityService(relations, () => bag);
    judgeReading(reading, bag);
    if (reading.kind === 'ready') must(oneWord.test(reading.data.authUrl), 'the URL is not one word', bag);
  },
  'identity-service app': (relations, bag) =>
    judgeReading(
      readIdentityService(relations, () => bag),
      bag,
    ),
  'astara-orchestrator unit': (relations, bag) => judgeReading(readAstara(relations), bag),
  'zookeeper unit': (relations, bag) => judgeReading(readZookeeper(relations), bag),
  'cache unit': (relations, bag) => judgeReading(readCache(relations), bag),
  'certificates unit': (relations, bag) => judgeReading(readCertificates(relations, client.unit), bag),
  'neutron-plugin unit': (relations, bag) => judgeReading(readNeutronPlugin(relations), bag),
  'nrpe-external-master unit': (relations, bag) => judgeReading(readMonitoring(relations), bag),
  'cluster unit': (relations, bag) => {
    for (const problem of readCluster(relations).problems) must(oneLine.test(problem), 'not one line', [problem, bag]);
  },
  'cluster app': (relations, bag) => {
    const { decisions, problems } = readCluster(relations);
    for (const problem of problems) must(oneLine.test(problem), 'not one line', [problem, bag]);
    // What was read must be writable again, or the next leader's hooks would fail.
    if (problems.length === 0) encodeDecisions(decisions);
  },
};

const strangeKeys = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'a=b',
  '\n',
  'ssl_ca',
  'ssl_cert',
  'ssl_key',
  'vip',
  'host',
];
const moreKeys = [
  'clustered',
  'access-network',
  'db_port',
  'ca_cert',
  'chain',
  'restart-trigger',
  'service-credentials',
];

function wickedBag(chance: Chance, good: Bag): Bag {
  const bag: Record<string, string> = { ...good };
  for (let changes = 1 + chance.below(3); changes > 0; changes -= 1) {
    const key = chance.one([...Object.keys(good), chance.one(strangeKeys), chance.one(moreKeys)]);
    const value = wickedValue(chance, (Object.hasOwn(good, key) ? good[key] : null) ?? 'x');
    Object.defineProperty(bag, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return bag;
}

describe('wicked input', () => {
  it.each(Object.entries(readers))('on %s is read or refused', { timeout: limit }, (where, read) => {
    const chance = new Chance(seed);
    const good = goodCloud().bags[where] ?? {};
    for (const _ of each(`bags on ${where}`, 5000)) {
      const bag = wickedBag(chance, good);
      const app = where.endsWith(' app');
      const endpoint = where.split(' ')[0] ?? '';
      const units = app ? [] : [{ unit: 'peer/0', bag }];
      read([{ endpoint, id: 1, remoteApp: 'peer', units, appBag: app ? bag : {}, ours: {} }], bag);
    }
  });

  it('as options is read or refused', { timeout: limit }, async () => {
    const chance = new Chance(seed);
    const good = goodCloud().options;
    const names = [...Object.keys(good), 'ssl_ca', 'rabbit-vhost', 'ssh-public-key', 'management-prefix', '__proto__'];
    const numbers = [0, -1, 1.5, 1e21, Number.MAX_VALUE, 65_536, true, false];
    for (const _ of each('options', 15_000)) {
      const options: Record<string, string | number | boolean> = { ...good };
      const name = chance.one(names);
      const known = Object.hasOwn(good, name) ? good[name] : 'x';
      const value = chance.often(20) ? chance.one(numbers) : wickedValue(chance, String(known));
      Object.defineProperty(options, name, { value, enumerable: true, configurable: true, writable: true });
      const { config, problems } = await parseConfig(options);
      for (const problem of problems) must(oneLine.test(problem), 'a problem is not one line', [problem, name, value]);
      // Both are documents; their own readers are tried below.
      const { gitOrigin: _, origin: __, ...others } = config;
      for (const text of textsIn(others)) must(oneLine.test(text), 'a text is not one line', [text, name, value]);
    }
  });

  it('as an origin is read or refused', { timeout: limit }, async () => {
    const chance = new Chance(seed);
    const project = { name: 'astara', repository: 'https://x/astara' };
    for (const _ of each('origins', 5000)) {
      const text = wickedValue(chance, chance.one(['deb http://x y main', 'ppa:a/b', 'cloud:jammy-updates/caracal']));
      const origin = parseOrigin(text, 'jammy');
      if (!origin.ok) must(oneLine.test(origin.problem), 'a problem is not one line', [origin.problem, text]);
      const good =
        'repositories:\n- {name: requirements, repository: "https://x/r", branch: master}\n- {name: astara, repository: "https://x/a", branch: master}';
      const git = await parseGitOrigin(wickedValue(chance, good), project);
      if (!git.ok) must(oneLine.test(git.problem), 'a problem is not one line', git.problem);
      else if (git.value !== null) {
        for (const one of git.value.repositories) {
          must(!JSON.stringify(one).includes('"-'), 'a word begins with a dash, as an option does', one);
        }
      }
    }
  });

  it('in a file of another charm is read or refused', { timeout: limit }, () => {
    const chance = new Chance(seed);
    for (const _ of each('files of other charms', 5000)) {
      const text = wickedValue(chance, '[DEFAULT]\nhost = node1\n[x]\ny = $host\n');
      try {
        osloValue(readOsloConfig(text), 'DEFAULT', 'host');
      } catch (error) {
        must(error instanceof Error && 'code' in error && error.code === 'oslo-config-unreadable', String(error), text);
      }
    }
  });

  it('as a value of astara.conf is read back as it is, or not written at all', { timeout: limit }, () => {
    const chance = new Chance(seed);
    for (const _ of each('values of astara.conf', 20_000)) {
      const value = wickedValue(chance, 'good');
      let line: string;
      try {
        line = writeOsloOption('DEFAULT', { name: 'wicked', value });
      } catch (error) {
        must(
          error instanceof Error && 'code' in error && error.code === 'oslo-config-unwritable',
          String(error),
          value,
        );
        continue;
      }
      const file = readOsloConfig(`[DEFAULT]\nbefore = 1\n${line}\nafter = 2\n`);
      must([...file.keys()].join() === 'DEFAULT', 'another section', value);
      must([...(file.get('DEFAULT')?.keys() ?? [])].join() === 'before,wicked,after', 'another option', value);
      must(osloValue(file, 'DEFAULT', 'wicked') === value, 'another value', value);
    }
  });

  it('as parameters of an action reaches a program as one word, or not at all', { timeout: limit }, async () => {
    const chance = new Chance(seed);
    const names = actionNames.filter((name) => /^(resource|tenant|global|workers|config|poll)/.test(name));
    const host = new FakeHost({ files: { '/usr/bin/astara-orchestrator': '', '/usr/bin/astara-ctl': '' } });
    host.allowAnything();
    const id = '55555555-5555-4555-8555-555555555555';
    for (const _ of each('action parameters', 10_000)) {
      host.commands.length = 0;
      const said: string[] = [];
      const params = {
        id: chance.often(50) ? id : wickedValue(chance, id),
        reason: wickedValue(chance, 'because'),
        'image-uuid': chance.often(70) ? '' : wickedValue(chance, id),
        enabled: chance.often(50),
      };
      const event = {
        name: chance.one(names),
        params,
        fail: (text: string) => said.push(text),
        setResults: () => {},
        log: () => {},
      };
      // An action uses no more of its event and of the run than this.
      await runAction({ event, run: { around: { host } } } as unknown as Parameters<typeof runAction>[0]);
      for (const text of said) must(oneLine.test(text), 'a failure is not one line', [text, params]);
      for (const { args } of host.commands) {
        must(args.slice(0, 4).join(' ') === '-u astara -- /usr/bin/astara-ctl', 'another program', args);
        for (const arg of args.slice(4)) {
          must(/^([a-z]+|[0-9a-f-]{32,36}|--reason=.+|--image_uuid=[0-9a-f-]+)$/su.test(arg), 'a strange word', [
            arg,
            params,
          ]);
          must(!/[\0\n\r]/.test(arg), 'more than a line', arg);
        }
      }
    }
  });

  it('is a hundred thousand inputs in all, as counted', () => {
    const counts = [...tried.values()];
    // A run of one test alone has nothing to count.
    if (counts.length < Object.keys(readers).length + 5) return;
    const total = counts.reduce((sum, count) => sum + count, 0);
    console.log(`${total} wicked inputs to readers, writers and actions (seed ${seed})`);
    expect(total).toBeGreaterThanOrEqual(Math.min(100_000, 5 * runs));
  });
});
