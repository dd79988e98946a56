/**
 * Marked secrets on the stage of the packed charm, and where they are looked for: in what a hook prints, in the arguments
 * and environments of all that it starts, in what it says to Juju, and in every file that has been written.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldStage } from '../bench/held-stage.ts';
import { keystoneAnswer } from '../scenario/charm/peer-answers.ts';
import { answerEveryRelation } from './full-stage.ts';

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
    answerEveryRelation(stage);
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
