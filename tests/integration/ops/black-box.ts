/** A charm's folder with a built program in it, and fake hook tools on PATH that write down how they were called. */
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
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { MainOptions } from '../../../src/ops/index.ts';

const here = dirname(fileURLToPath(import.meta.url));

const tools = [
  'action-fail action-get action-log action-set application-version-set close-port config-get credential-get goal-state',
  'is-leader juju-log juju-reboot network-get open-port opened-ports relation-get relation-ids relation-list',
  'relation-model-get relation-set resource-get secret-add secret-get secret-set state-get state-set status-get',
  'status-set storage-get',
]
  .join(' ')
  .split(' ');

/** Notes its arguments, its input and its secrets' files; then answers from files named after it. */
const fakeTool = `#!/bin/sh
tool=\${0##*/}
line=$tool
for argument; do
  line="$line\u001f$argument"
  case $argument in
    *'#file='*) file=\${argument#*'#file='}; line="$line\u001fmode $(stat -c '%a %U' "$file") holds $(cat "$file")" ;;
    -) case $tool in relation-set|state-set) line="$line\u001f$(cat)" ;; esac ;;
  esac
done
printf '%s\u001e' "$line" >> "$FAKE_LOG"
if [ -n "$FAKE_KILL" ] && [ "$FAKE_KILL" = "$tool" ]; then kill -9 $PPID; fi
last=$(printf '%s' "$argument" | tr / -)
for answer in "$FAKE_ANSWERS/$tool $last" "$FAKE_ANSWERS/$tool"; do
  if [ -f "$answer.error" ]; then cat "$answer.error" >&2; exit 1; fi
  if [ -f "$answer" ]; then cat "$answer"; exit 0; fi
done
exit 0
`;

export interface HookRun {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Tools in order, without juju-log; arguments joined by blanks. */
  readonly calls: readonly string[];
  /** What juju-log was told, as `LEVEL text`. */
  readonly log: readonly string[];
}

export interface HookOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The tool that kills the charm. */
  readonly killBy?: string;
  /** A module to load before the charm. */
  readonly preload?: string;
}

export class BlackBox {
  readonly folder = mkdtempSync(join(tmpdir(), 'ops-black-box-'));
  readonly charmDir = join(this.folder, 'charm');
  readonly #answers = join(this.folder, 'answers');
  readonly #log = join(this.folder, 'log');

  constructor() {
    const bin = join(this.folder, 'bin');
    for (const folder of [this.charmDir, join(this.charmDir, 'dist'), bin, this.#answers]) mkdirSync(folder);
    writeFileSync(join(bin, 'fake-tool'), fakeTool);
    chmodSync(join(bin, 'fake-tool'), 0o755);
    for (const tool of tools) symlinkSync('fake-tool', join(bin, tool));
    writeFileSync(
      join(this.charmDir, 'metadata.yaml'),
      'name: probe\nsummary: s\ndescription: d\nrequires: {db: mysql}\n',
    );
    writeFileSync(join(this.charmDir, 'config.yaml'), 'options: {do: {type: string}}\n');
    writeFileSync(join(this.charmDir, 'actions.yaml'), 'do-it: {}\n');
  }

  /** Builds the charm, with these options for `main`. */
  async build(options: MainOptions = {}): Promise<void> {
    await esbuild.build({
      entryPoints: [join(here, 'probe-charm.ts')],
      outfile: join(this.charmDir, 'dist/charm.cjs'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      minify: true,
      define: { PROBE_OPTIONS: JSON.stringify(options) },
      logLevel: 'error',
    });
  }

  /** What a tool prints; `which` is its last argument, for tools that are asked different things. */
  answer(tool: string, value: unknown, which?: string): void {
    const name = which === undefined ? tool : `${tool} ${which.replaceAll('/', '-')}`;
    writeFileSync(join(this.#answers, name), JSON.stringify(value));
  }

  /** Makes a tool fail. */
  fail(tool: string, stderr: string): void {
    writeFileSync(join(this.#answers, `${tool}.error`), stderr);
  }

  /** Forgets all answers and the charm's state. */
  reset(): void {
    rmSync(this.#answers, { recursive: true });
    mkdirSync(this.#answers);
    rmSync(this.statePath, { force: true });
  }

  get statePath(): string {
    return join(this.charmDir, '.unit-state.json');
  }

  /** The kept state's text, or null. */
  state(): string | null {
    return existsSync(this.statePath) ? readFileSync(this.statePath, 'utf8') : null;
  }

  /** Runs a hook or `actions/<name>` as Juju does: in the charm's folder, with an environment made from nothing. */
  run(hook: string, options: HookOptions = {}): HookRun {
    rmSync(this.#log, { force: true });
    const path = hook.includes('/') ? hook : `hooks/${hook}`;
    const isAction = path.startsWith('actions/');
    const child = spawnSync(
      process.execPath,
      [...(options.preload === undefined ? [] : ['--require', options.preload]), join(this.charmDir, 'dist/charm.cjs')],
      {
        cwd: this.charmDir,
        encoding: 'utf8',
        env: {
          PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`,
          JUJU_CHARM_DIR: this.charmDir,
          JUJU_UNIT_NAME: 'probe/0',
          JUJU_MODEL_NAME: 'm',
          JUJU_MODEL_UUID: 'f0e1d2c3-0000-4000-8000-000000000001',
          JUJU_VERSION: '3.6.14',
          JUJU_DISPATCH_PATH: path,
          JUJU_HOOK_NAME: isAction ? '' : hook,
          ...(isAction ? { JUJU_ACTION_NAME: hook.replace('actions/', ''), JUJU_ACTION_UUID: '1' } : {}),
          FAKE_LOG: this.#log,
          FAKE_ANSWERS: this.#answers,
          FAKE_KILL: options.killBy ?? '',
          ...options.environment,
        },
      },
    );
    const records = existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\u001e').slice(0, -1) : [];
    const calls = records.map((record) => record.split('\u001f'));
    return {
      exitCode: child.status,
      signal: child.signal,
      stdout: child.stdout,
      stderr: child.stderr,
      calls: calls.filter(([tool]) => tool !== 'juju-log').map((words) => words.join(' ')),
      log: calls.filter(([tool]) => tool === 'juju-log').map((words) => `${words[2]} ${words.slice(4).join(' ')}`),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
