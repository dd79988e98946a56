/**
 * Marked secrets on the stage of the packed charm, and where they are looked for: in what a hook prints, in the arguments
 * and environments of all that it starts, in what it says to Juju, and in every file that has been written.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Relation } from '../../src/ops/testing/index.ts';
import { cloudAnswers } from '../bench/cloud.ts';
import type { HeldStage } from '../bench/held-stage.ts';
import type { Stage } from '../bench/stage.ts';
import { keystoneAnswer } from '../scenario/charm/peer-answers.ts';
import { everyRelation } from '../scenario/proof/full-cloud.ts';

export const mark = 'MARKED-9f3c';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64(`${mark}-key`)}\n-----END OPENSSH PRIVATE KEY-----\n`;
/** The mark in every form that a program could give it. */
const forms = [mark, base64(`${mark}-key`), base64(privateKey).slice(0, 120), Buffer.from(mark).toString('hex')];
/** Where secrets belong; the service's user and group are number 997 on the stage. */
export const holders = ['/etc/astara/astara.conf', '/var/lib/astara/.ssh/id_ed25519'];
/** What databags may hold: the leader's half for all orchestrators, and nova-compute's half of the metadata secret. */
const meantForJuju = ['metadata-shared-secret', 'metadata-secret', 'ssh-private-key'];
const own = 'astara-orchestrator';

export function holdsMark(text: string): boolean {
  return forms.some((form) => text.includes(form));
}

/** The other side of a relation, as Juju names and shows it. */
interface OtherSide {
  readonly app: string;
  readonly units: readonly (readonly [unit: string, bag: Readonly<Record<string, string>>])[];
}

function otherSide(one: Relation): OtherSide {
  if (one.kind === 'subordinate')
    return { app: one.remoteApp, units: [[`${one.remoteApp}/${one.remoteUnitId}`, one.remoteUnitData]] };
  const [app, bags] = one.kind === 'peer' ? [own, one.peers] : [one.remoteApp, one.remoteUnits];
  return { app, units: Object.entries(bags).map(([number, bag]) => [`${app}/${number}`, bag]) };
}

/** Every relation there can be; with a second orchestrator, since a peer's hooks come from one. */
const relations = everyRelation(2);

export function relationOf(endpoint: string): Relation {
  const found = relations.find((one) => one.endpoint === endpoint);
  if (found === undefined)
    throw new Error(`the full cloud has no relation at the endpoint "${endpoint}": add it there`);
  return found;
}

/** The environment of a hook of that endpoint's relation. */
export function relationHook(
  stage: Stage,
  endpoint: string,
  kind: 'created' | 'joined' | 'changed' | 'departed' | 'broken',
): Record<string, string> {
  const one = relationOf(endpoint);
  const { app, units } = otherSide(one);
  const unit = units[0]?.[0] ?? '';
  const withUnit = kind === 'joined' || kind === 'changed' || kind === 'departed';
  return stage.environment(`${endpoint}-relation-${kind}`, {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: `${endpoint}:${one.id}`,
    JUJU_REMOTE_APP: app,
    ...(withUnit ? { JUJU_REMOTE_UNIT: unit } : {}),
    ...(kind === 'departed' ? { JUJU_DEPARTING_UNIT: unit } : {}),
  });
}

/** Lets Juju know of a relation, with the databags as the full cloud has them. */
function answerRelation(stage: Stage, one: Relation): void {
  const key = `${one.endpoint}:${one.id}`;
  const { app, units } = otherSide(one);
  stage.answer(`relation-ids ${one.endpoint} --format=json`, [key]);
  stage.answer(
    `relation-list --format=json -r ${key}`,
    units.map(([unit]) => unit),
  );
  for (const [unit, bag] of units) stage.answer(`relation-get --format=json -r ${key} - ${unit}`, bag);
  stage.answer(`relation-get --format=json -r ${key} --app - ${app}`, {});
  stage.answer(`relation-get --format=json -r ${key} - ${own}/0`, {});
  stage.answer(`relation-get --format=json -r ${key} --app - ${own}`, {});
}

export class LeakSearch {
  readonly held: HeldStage;
  /** Programs that hooks have started. */
  started = 0;
  /** Notes every program that a hook starts, with its arguments and its environment. */
  readonly #recorder: string;
  readonly #record: string;

  /** Puts every relation on the stage, with a mark in every secret. */
  constructor(held: HeldStage) {
    this.held = held;
    const { stage } = held;
    this.#record = join(stage.folder, 'programs');
    this.#recorder = join(stage.folder, 'recorder.cjs');
    writeFileSync(
      this.#recorder,
      `const programs = require('node:child_process');
const { appendFileSync } = require('node:fs');
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) {
  const start = programs[name];
  programs[name] = (...args) => {
    const options = args.find((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) ?? {};
    appendFileSync(${JSON.stringify(this.#record)}, JSON.stringify([name, args[0], args[1], options.env ?? {}]) + '\\n');
    return start(...args);
  };
}
`,
    );
    this.#answerAll();
    // Where Nagios's agent reads its checks: without it the charm has nothing to do at that endpoint.
    held.output('mkdir', '-p', '/etc/nagios/nrpe.d', '/var/lib/nagios/export');
  }

  #answerAll(): void {
    const { stage } = this.held;
    for (const one of relations) answerRelation(stage, one);
    // Those whose servers are there, at the stage's own addresses.
    stage.answerAll(cloudAnswers({ zookeeper: true }));
    const others = relations.filter(({ endpoint }) => ![1, 2, 3, 4, 7].includes(relationOf(endpoint).id));
    for (const one of others) answerRelation(stage, one);
    for (const id of [0, 1, 2]) {
      const host = `10.0.0.${30 + id}`;
      stage.answer(`relation-get --format=json -r shared-db:1 - mysql/${id}`, {
        db_host: '10.0.0.40',
        password: `${mark}-database`,
        allowed_units: `${own}/0`,
      });
      const broker = { hostname: host, 'private-address': host, password: `${mark}-messaging` };
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
      'ssh-private-key': base64(privateKey),
      'database-synced': '1 astara 9.0.0',
      'endpoint-unit': `${own}/0`,
    });
  }

  /** Runs a hook and gives the places where a mark is seen. */
  leaksOf(environment: Readonly<Record<string, string>>): readonly string[] {
    rmSync(this.#record, { force: true });
    this.held.stage.noteCalls();
    const end = this.held.hookUnder(environment, this.#recorder);
    const { calls, said } = this.held.stage.takeCalls();
    const programs = existsSync(this.#record) ? readFileSync(this.#record, 'utf8') : '';
    this.started += programs.split('\n').length - 1;
    return [
      ...marked('printed', end.output),
      ...marked('arguments', calls.join('\n')),
      ...marked('programs and their environments', programs),
      ...marked('said to Juju', said.split('\n').map(withoutMeant).join('\n')),
      ...this.#markedFiles(),
    ];
  }

  /** Files with a mark that must not have one, of all that hooks have written or could have. */
  #markedFiles(): readonly string[] {
    const { held } = this;
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
}

/** Lines of a text that hold a mark. */
function marked(where: string, text: string): readonly string[] {
  const lines = text.split('\n').filter(holdsMark);
  return lines.map((line) => `${where}: ${line.slice(0, 200)}`);
}

/** A databag as a hook tool is given it, a JSON object or an action's lines, without the keys that may hold a secret. */
function withoutMeant(line: string): string {
  if (!line.startsWith('{')) return line;
  const bag: unknown = JSON.parse(line);
  return JSON.stringify(bag, (key, value: unknown) => (meantForJuju.includes(key) ? '' : value));
}
