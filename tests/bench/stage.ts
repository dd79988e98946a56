/**
 * Where a packed charm runs its hooks without touching the host: a copy of the charm, hook tools that answer from files,
 * and a mount and network namespace whose /etc, /var and /usr/local are thrown away. Used by the benchmark and by the
 * tests that need the charm as Juju starts it.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Programs of the host that a hook runs, all played by one script. */
const hostPrograms = [
  'systemctl',
  'apt-get',
  'apt-cache',
  'dpkg',
  'dpkg-query',
  'useradd',
  'userdel',
  'runuser',
  'setpriv',
  'update-ca-certificates',
  'add-apt-repository',
];

const hookTools = [
  'action-fail',
  'action-get',
  'action-log',
  'action-set',
  'application-version-set',
  'config-get',
  'is-leader',
  'juju-log',
  'network-get',
  'relation-get',
  'relation-ids',
  'relation-list',
  'relation-set',
  'secret-get',
  'status-set',
];

/** What the fake Juju says: tool and arguments as one line, and the value. */
export type Answers = ReadonlyMap<string, unknown>;

export class Stage {
  readonly folder: string;
  readonly charm: string;
  readonly tools: string;
  readonly root: string;

  private constructor(folder: string, root: string) {
    this.root = root;
    this.folder = folder;
    this.charm = join(folder, 'charm');
    this.tools = join(folder, 'tools');
  }

  /** A stage that has been set before. */
  static at(folder: string, root: string): Stage {
    return new Stage(folder, root);
  }

  /** Sets a new stage from the packed charm in `root`. */
  static set(root: string): Stage {
    const packed = join(root, `astara-orchestrator_${process.arch === 'arm64' ? 'arm64' : 'amd64'}.charm`);
    if (!existsSync(packed)) {
      throw new Error('cannot set the stage: there is no packed charm; run `npm run build` and `npm run pack`');
    }
    const stage = new Stage(mkdtempSync(join(tmpdir(), 'stage-')), root);
    chmodSync(stage.folder, 0o755);
    const unpacked = spawnSync('unzip', ['-q', packed, '-d', stage.charm], { encoding: 'utf8' });
    if (unpacked.status !== 0) throw new Error(`cannot set the stage: ${unpacked.stderr}`);
    for (const folder of [stage.tools, join(stage.folder, 'answers'), join(stage.folder, 'space')]) mkdirSync(folder);
    writeFileSync(join(stage.folder, 'service'), 'inactive\n');
    const script = join(stage.tools, 'hook-tool');
    const text = readFileSync(join(root, 'tests/bench/hook-tool.sh'), 'utf8');
    writeFileSync(script, text.replace('@STAGE@', stage.folder), { mode: 0o755 });
    for (const name of [...hookTools, ...hostPrograms]) symlinkSync('hook-tool', join(stage.tools, name));
    return stage;
  }

  /** Puts an answer where the tools look for it. */
  answer(call: string, value: unknown): void {
    const path = join(this.folder, 'answers', `${call.replaceAll(' ', '/')}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(value)}\n`);
  }

  answerAll(answers: Answers): void {
    for (const [call, value] of answers) this.answer(call, value);
  }

  /** The environment Juju gives a hook, and no more. */
  environment(hook: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      PATH: `${this.tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      LANG: 'C.UTF-8',
      HOME: '/root',
      JUJU_CHARM_DIR: this.charm,
      JUJU_DISPATCH_PATH: hook.startsWith('actions/') ? hook : `hooks/${hook}`,
      JUJU_HOOK_NAME: hook.startsWith('actions/') ? '' : hook,
      JUJU_UNIT_NAME: 'astara-orchestrator/0',
      JUJU_MODEL_NAME: 'bench',
      JUJU_MODEL_UUID: '8a5d9f6e-0a5d-4a8f-8a57-8f7a3c1d2b4e',
      JUJU_VERSION: '3.6.14',
      JUJU_PRINCIPAL_UNIT: 'nova-compute/0',
      JUJU_MACHINE_ID: '0',
      JUJU_CONTEXT_ID: 'bench',
      JUJU_AGENT_SOCKET_ADDRESS: '@bench',
      JUJU_AGENT_SOCKET_NETWORK: 'unix',
      ...more,
    };
  }

  /** Environment of a relation's changed hook. */
  relationChanged(endpoint: string, id: number, unit: string): Record<string, string> {
    return this.environment(`${endpoint}-relation-changed`, {
      JUJU_RELATION: endpoint,
      JUJU_RELATION_ID: `${endpoint}:${id}`,
      JUJU_REMOTE_UNIT: unit,
      JUJU_REMOTE_APP: unit.split('/')[0] ?? '',
    });
  }

  /**
   * A shell script's beginning that gives this process's namespaces their own files and addresses. It must run in
   * namespaces of its own; what it mounts vanishes with them.
   */
  preparation(): string {
    const space = join(this.folder, 'space');
    const overlays = ['etc', 'var', 'usr/local'].map((path) => {
      const name = path.replace('/', '-');
      const [upper, work] = [join(space, `${name}.upper`), join(space, `${name}.work`)];
      return `mkdir ${upper} ${work}; mount -t overlay overlay -o lowerdir=/${path},upperdir=${upper},workdir=${work} /${path}`;
    });
    const addresses = [9, 30, 31, 32, 40, 50, 60, 61, 62].map((last) => `ip addr add 10.0.0.${last}/24 dev stage0`);
    return [
      'set -e',
      `mount -t tmpfs tmpfs ${space}`,
      ...overlays,
      'mount -t tmpfs tmpfs /run',
      // Where a running service has its control group.
      'mount -t tmpfs tmpfs /sys/fs/cgroup',
      'mkdir -p /sys/fs/cgroup/system.slice/astara-orchestrator.service',
      'rm -rf /etc/astara /etc/neutron /etc/nova /var/lib/astara',
      'ip link set lo up',
      'ip link add stage0 type bridge',
      'ip link set stage0 up',
      ...addresses,
      "grep -q '^astara:' /etc/passwd || echo 'astara:x:997:997::/var/lib/astara:/bin/false' >>/etc/passwd",
      "grep -q '^astara:' /etc/group || echo 'astara:x:997:' >>/etc/group",
      // Programs are also started with a path of the charm's own making, which begins here.
      ...hostPrograms.map((name) => `ln -sf ${this.tools}/hook-tool /usr/local/sbin/${name}`),
    ].join('\n');
  }

  /** From now on every call is noted. */
  noteCalls(): void {
    writeFileSync(join(this.folder, 'calls'), '');
    writeFileSync(join(this.folder, 'said'), '');
  }

  /** The calls noted since, in order; ends the noting. */
  takeCalls(): { readonly calls: readonly string[]; readonly said: string } {
    const [calls, said] = ['calls', 'said'].map((name) => {
      const path = join(this.folder, name);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      rmSync(path, { force: true });
      return text;
    });
    const lines = (calls ?? '').split('\n').map((line) => line.trim());
    return { calls: lines.filter((line) => line !== ''), said: said ?? '' };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a noted call is of a hook tool and not of the host. */
export function isHookTool(call: string): boolean {
  return hookTools.includes(call.split(' ')[0] ?? '');
}

/** Whether this machine lets us have namespaces of our own. */
export function namespacesAllowed(): boolean {
  return spawnSync('unshare', ['--mount', '--net', 'true']).status === 0;
}
