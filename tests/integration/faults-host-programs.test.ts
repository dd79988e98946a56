/**
 * The packed charm killed with SIGKILL inside every program of the host that it runs: with all its processes, so that the
 * program dies too, half way where it can be cut in two; and its Node alone, while the program goes on. The hook that Juju
 * runs again brings the host to the same files, packages, schema and running service as one that nothing has happened to,
 * the schema is created once, and the service started at most once more. FAULTS_EVERY=1 tries both kills in every program,
 * before, in the middle of and after its work.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudAnswers } from '../bench/cloud.ts';
import { HeldStage } from '../bench/held-stage.ts';
import { changeImage } from '../bench/image-change.ts';
import { answerEveryRelation } from './full-stage.ts';
import { isQuestion, type Moment, MortalHost, type Picture, type Victim } from './mortal-host.ts';

const root = new URL('../../', import.meta.url).pathname;
const own = 'astara-orchestrator';
const everything = process.env['FAULTS_EVERY'] === '1';

let held: HeldStage;
let host: MortalHost;

const options = { 'openstack-origin': 'distro', 'openstack-origin-git': '', nagios_context: 'juju' };

function configure(more: Readonly<Record<string, unknown>> = {}): void {
  held.stage.answer('config-get --format=json', { ...options, ...more });
}

beforeAll(async () => {
  held = await HeldStage.open(root);
  answerEveryRelation(held.stage);
  held.stage.answerAll(new Map([...cloudAnswers()].filter(([call]) => call.includes('cluster'))));
  held.output('mkdir', '-p', '/etc/nagios/nrpe.d', '/var/lib/nagios/export');
  host = new MortalHost(held);
  configure();
  held.stage.answer(`relation-get --format=json -r cluster:6 --app - ${own}`, {
    'metadata-secret': 'a-secret',
    'ssh-public-key': 'ssh-ed25519 AAAA astara',
    'endpoint-unit': `${own}/0`,
  });
});
afterAll(() => {
  host.close();
  held.close();
});

/** Runs a hook to a good end; the status that it gives at last. */
function run(environment: Readonly<Record<string, string>>): string {
  held.stage.noteCalls();
  const end = host.hook(environment);
  const { calls } = held.stage.takeCalls();
  expect(end).toMatchObject({ status: 0 });
  return calls.filter((call) => call.startsWith('status-set')).at(-1) ?? '';
}

interface Hook {
  readonly name: string;
  /** Changes the model, and gives the environment of the hook that tells of it. */
  readonly change: () => Readonly<Record<string, string>>;
}

const hooks: readonly Hook[] = [
  { name: 'install', change: () => held.stage.environment('install') },
  { name: 'relation-changed that renders', change: () => changeImage(held.stage, 1) },
  {
    name: 'config-changed to another archive',
    change: () => {
      configure({ 'openstack-origin': 'cloud:jammy-caracal' });
      return held.stage.environment('config-changed');
    },
  },
  {
    name: 'upgrade-charm that brings another unit file',
    change: () => {
      const path = join(held.stage.charm, 'templates/astara-orchestrator.service');
      writeFileSync(path, readFileSync(path, 'utf8').replace('[Service]', '[Service]\nLimitNPROC=4096'));
      return held.stage.environment('upgrade-charm');
    },
  },
  {
    name: 'config-changed that turns automatic restarts off',
    change: () => {
      configure({ 'openstack-origin': 'cloud:jammy-caracal', 'enable-auto-restarts': false });
      return held.stage.environment('config-changed');
    },
  },
];

/** Like another archive, and some seconds more. */
const slower: readonly Hook[] = [
  {
    name: 'config-changed to a repository',
    change: () => {
      configure({ 'openstack-origin': 'ppa:astara-drivers/newer' });
      return held.stage.environment('config-changed');
    },
  },
];

/** Programs that can die half way through their work. */
const cutInTwo = /^(useradd|astara-dbsync|apt-get install .*astara-orchestrator)/;
/** Those whose work must neither be lost nor done twice when it comes to its end without their Node. */
const lasting = /^(astara-dbsync|apt-get install --no-install|systemctl (start|restart)) /;
/** Worth a kill in each hook, since what they do depends on what has changed before. */
const differing = /^(apt-get|systemctl (daemon-reload|restart)) /;
/** Calls that an earlier hook was killed in. */
const tried = new Set<string>();

/**
 * The kills that are tried in a program. Usually all processes, before it has done anything or half way through, and once
 * for all hooks that call it alike; and Node alone where what it has begun lasts. Of questions in a row one stands for all:
 * nothing changes in between.
 */
function killsIn(call: string, before: string): readonly (readonly [Victim, Moment])[] {
  const cut: Moment = cutInTwo.test(call) ? 'half' : 'before';
  const again = tried.has(call) && !differing.test(call);
  tried.add(call);
  const all = (['before', 'half', 'after'] as const).flatMap((moment) =>
    (['group', 'node'] as const).map((victim) => [victim, moment] as const),
  );
  return all.filter(([victim, moment]) => {
    // Until setpriv has asked for it nobody tells it of the death of its Node.
    if (victim === 'node' && call.startsWith('setpriv')) return false;
    if (everything) return moment !== 'half' || cut === 'half';
    if (again || (isQuestion(call) && isQuestion(before))) return false;
    return moment === cut && (victim === 'group' || lasting.test(call));
  });
}

interface End {
  readonly picture: Picture;
  readonly status: string;
  readonly migrations: readonly string[];
  readonly starts: number;
}

/** Runs the hook to its end and tells what has come of it. */
function finish(environment: Readonly<Record<string, string>>): End {
  const status = run(environment);
  return { picture: host.picture(), status, ...host.counts() };
}

/** What is not as it should be, each in a line. */
function differences(wanted: End, found: End): readonly string[] {
  const names = [...new Set([...Object.keys(wanted.picture), ...Object.keys(found.picture)])];
  const rest = (end: End): string => JSON.stringify([end.status, end.migrations]);
  return [
    ...names
      .filter((name) => wanted.picture[name] !== found.picture[name])
      .map((name) => `${name}: ${wanted.picture[name]} became ${found.picture[name]}`),
    ...(rest(wanted) === rest(found) ? [] : [`${rest(wanted)} became ${rest(found)}`]),
    // Nobody could note that the service was started, so the hook's second run may do it again.
    ...(found.starts > wanted.starts + 1 ? [`started ${found.starts} times`] : []),
  ];
}

describe('the packed charm', () => {
  it.each([...hooks, ...(everything ? slower : [])])(
    'killed in any program of its $name ends as if nothing had happened',
    { timeout: 900_000 },
    (hook) => {
      const environment = hook.change();
      host.keep();
      const wanted = finish(environment);
      const calls = host.log();
      expect(calls.filter((call) => !isQuestion(call)).length).toBeGreaterThan(0);
      expect(wanted.migrations).toEqual(['created']);
      const problems: unknown[] = [];
      for (const [index, call] of calls.entries()) {
        for (const [victim, moment] of killsIn(call, calls[index - 1] ?? '')) {
          const at = index + 1;
          const attempt = (when: Moment): number | null => {
            host.restore();
            return host.hook(environment, { victim, at, moment: when }).status;
          };
          let status = attempt(moment);
          if (!host.struck() && moment === 'half') status = attempt('before');
          host.forgetSaid();
          const where = `${victim} ${moment} ${at}: ${call}`;
          expect({ where, struck: host.struck(), failed: status !== 0 }).toEqual({ where, struck: true, failed: true });
          const wrong = differences(wanted, finish(environment));
          if (wrong.length > 0) problems.push({ where, wrong });
        }
      }
      expect(problems).toEqual([]);
    },
  );
});
