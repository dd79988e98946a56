/**
 * The stage with a host that remembers what its programs have done, on which every program can be the moment at which the
 * hook is killed. Afterwards a picture of the host tells whether it came to what it would have come to undisturbed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { HeldStage, HookEnd } from '../bench/held-stage.ts';

/** Who is killed: all processes of the hook, with the program at work, or Node alone, while the program goes on. */
export type Victim = 'group' | 'node';
/** When in the program's work; half is a moment of those only that can be cut in two. */
export type Moment = 'before' | 'half' | 'after';

const programs = [
  'add-apt-repository',
  'apt-cache',
  'apt-get',
  'astara-dbsync',
  'dpkg',
  'dpkg-query',
  'groupadd',
  'setpriv',
  'systemctl',
  'update-alternatives',
  'update-ca-certificates',
  'useradd',
];

/** Programs that only look: killed in them, the hook has done nothing that it had not done before. */
const questions = /^(apt-cache|dpkg-query|dpkg --print|systemctl (is-active|show))/;

export function isQuestion(call: string): boolean {
  return questions.test(call);
}

/** What of a host must be the same whether a hook was killed on the way or not, by name. */
export type Picture = Readonly<Record<string, string>>;

export class MortalHost {
  readonly held: HeldStage;
  readonly #folder: string;
  readonly #killer: ChildProcess;

  constructor(held: HeldStage) {
    this.held = held;
    this.#folder = join(held.stage.folder, 'host');
    const script = join(this.#folder, 'host-program');
    mkdirSync(join(this.#folder, 'programs'), { recursive: true });
    chmodSync(this.#folder, 0o777);
    const text = readFileSync(new URL('host-program.sh', import.meta.url), 'utf8');
    writeFileSync(script, text.replace('@HOST@', this.#folder), { mode: 0o755 });
    for (const name of programs) symlinkSync(script, join(this.#folder, 'programs', name));
    this.#set('log', '');
    this.#set('schema', 'none\n');
    this.#set('index', '9.0.0-1\n');
    this.#set('authorities', 'authorities of the system\n');
    chmodSync(join(this.#folder, 'schema'), 0o666);
    chmodSync(join(this.#folder, 'log'), 0o666);
    this.#shell(`
      for name in ${programs.join(' ')}; do ln -sf ${this.#folder}/programs/$name /usr/local/sbin/$name; done
      sed -i '/^astara:/d' /etc/passwd /etc/group
      rmdir /sys/fs/cgroup/system.slice/astara-orchestrator.service
      rm -f /etc/apt/sources.list.d/* /etc/os-release
      mkdir -p /etc/apt/sources.list.d
      printf 'ID=ubuntu\\nVERSION_CODENAME=jammy\\n' >/etc/os-release
      cp ${this.#folder}/authorities /etc/ssl/certs/ca-certificates.crt`);
    // It stands outside of the hook, so that it can kill all of it at once, whoever asks.
    const orders = join(this.#folder, 'orders');
    spawnSync('mkfifo', ['--mode=666', orders]);
    const killing = `exec 3<>${orders}
      while read -r victim <&3; do
        read -r group <${held.stage.folder}/pid
        if [ "$victim" = group ]; then kill -9 "-$group"; else
          for one in $(pgrep -g "$group"); do
            case $(readlink "/proc/$one/exe") in */node) kill -9 "$one" ;; esac
          done
        fi
        : >${this.#folder}/killed
      done`;
    this.#killer = spawn('sh', ['-c', killing], { stdio: 'ignore' });
  }

  close(): void {
    this.#killer.kill('SIGKILL');
  }

  /** Runs a hook; it is killed in the n-th program, if one is given. */
  hook(environment: Readonly<Record<string, string>>, kill?: { victim: Victim; at: number; moment: Moment }): HookEnd {
    this.#set('log', '');
    for (const name of ['killed', 'struck', 'trouble']) rmSync(join(this.#folder, name), { force: true });
    if (kill !== undefined) this.#set('trouble', `${kill.victim} ${kill.at} ${kill.moment}\n`);
    const end = this.held.hook(environment);
    // Who has lost its Node works on, and Juju's agent does not wait for that; but this test wants the same each time. The
    // dead count no more, even while nobody has taken note of them.
    const group = readFileSync(join(this.held.stage.folder, 'pid'), 'utf8').trim();
    this.#shell(`while pgrep -r R,S,D -g ${group} >/dev/null; do sleep 0.01; done`);
    rmSync(join(this.#folder, 'trouble'), { force: true });
    return end;
  }

  /** The programs of the hook that was run last, a line each. */
  log(): readonly string[] {
    return this.#get('log').trim().split('\n');
  }

  /** Whether the hook has been killed at the moment that was named: some have no half. */
  struck(): boolean {
    return existsSync(join(this.#folder, 'struck'));
  }

  /** How often the service was started, and what became of the schema. */
  counts(): { readonly starts: number; readonly migrations: readonly string[] } {
    const lines = (name: string): readonly string[] =>
      this.#get(name)
        .split('\n')
        .filter((line) => line !== '');
    return { starts: lines('starts').length, migrations: lines('migrations') };
  }

  picture(): Picture {
    const { folder } = this.held.stage;
    // Whatever hooks have changed, with the files' contents; what lies below /var/lib/dpkg and the like is nobody's here.
    const files = this.held.output(
      'sh',
      '-c',
      `cd ${folder}/space && find *.upper -type f -printf '%m %U %G %p ' -exec sh -c 'sha256sum <"$1"' sh {} ';' -o -type l -printf '%p %l\\n'`,
    );
    const ours = join(folder, 'answers/relation-get/--format=json/-r');
    const bags = readdirSync(ours, { recursive: true, encoding: 'utf8' }).filter((path) => ownBag.test(path));
    const parts = ['serving', 'enabled', 'unit', 'package', 'interrupted', 'schema', 'checks', 'policy'];
    return {
      ...Object.fromEntries(bags.map((path) => [path, sorted(readFileSync(join(ours, path), 'utf8'))])),
      ...Object.fromEntries(
        files
          .split('\n')
          .map(unnumbered)
          .map((line) => [/\S+\.upper\/\S+/.exec(line)?.[0] ?? '', line]),
      ),
      ...Object.fromEntries(
        parts.map((name) => [name, existsSync(join(this.#folder, name)) ? `there: ${this.#get(name)}` : 'not there']),
      ),
    };
  }

  /** Keeps the host, the charm's memory and the servers' data as they are now, to come back to. */
  keep(): void {
    const { folder, charm } = this.held.stage;
    this.#shell(`
      cd ${folder}/space && rm -rf kept && mkdir kept
      for part in *.upper; do
        (cd $part && find . ! -type c -print0 | tar --null --no-recursion -T - -cf ../kept/$part.tar)
        mkdir kept/$part && tar -C kept/$part -xpf kept/$part.tar
      done
      cp -a ${this.#folder} kept/host
      cp -a ${folder}/answers kept/answers
      mkdir kept/charm; cp -a ${charm}/.unit-state* kept/charm 2>/dev/null || :`);
  }

  /** Comes back to what was kept. */
  restore(): void {
    const { folder, charm } = this.held.stage;
    this.#shell(`
      cd ${folder}/space
      for part in *.upper; do
        at=/\${part%.upper}; [ $at != /usr-local ] || at=/usr/local
        (cd $part && find . -mindepth 1 ! -type c ! -type d) | while read -r path; do
          [ -e "kept/$part/$path" ] || [ -L "kept/$part/$path" ] || rm -f "$at/$path"
        done
        (cd $part && find . -mindepth 1 -depth -type d) | while read -r path; do
          [ -e "kept/$part/$path" ] || rmdir "$at/$path" 2>/dev/null || :
        done
        tar -C $at -xpf kept/$part.tar
      done
      for name in serving enabled unit package interrupted schema checks policy starts migrations index; do
        rm -f ${this.#folder}/$name
        [ ! -e kept/host/$name ] || cp -a kept/host/$name ${this.#folder}
      done
      group=/sys/fs/cgroup/system.slice/astara-orchestrator.service
      rm -rf $group; [ ! -e ${this.#folder}/serving ] || mkdir $group
      rm -f ${charm}/.unit-state*; cp -a kept/charm/. ${charm}`);
    this.forgetSaid();
  }

  /** Juju throws away what a hook that has failed has said; what was kept is what it knew before. */
  forgetSaid(): void {
    const { folder } = this.held.stage;
    this.#shell(`rm -rf ${folder}/answers && cp -a ${folder}/space/kept/answers ${folder}/answers`);
  }

  #shell(script: string): void {
    const done = this.held.output('sh', '-c', `set -e; ${script}; echo done`);
    if (!done.endsWith('done\n')) throw new Error(`the stage does not do as it is told: ${done}`);
  }

  #set(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #get(name: string): string {
    const path = join(this.#folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

/** Databags that the unit or its leader writes. */
const ownBag = /astara-orchestrator(\/0)?\.json$/;

function sorted(text: string): string {
  const bag: unknown = JSON.parse(text);
  return JSON.stringify(Object.entries(bag ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Notes of held back restarts have a random name, and a time in them. */
function unnumbered(line: string): string {
  return line.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}\.deferred .*/, '.deferred');
}
