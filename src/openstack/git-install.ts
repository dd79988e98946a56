/**
 * Installing from git into a virtual environment, step by step. Every finished step is noted in a stamp, so that a hook
 * that was cut short goes on where it stopped; another source starts anew.
 */
import { createHash } from 'node:crypto';
import type { Host } from '../system/host.ts';
import { CommandError, type RunResult } from '../system/process.ts';
import { commandEnvironment, type Proxies } from './command-environment.ts';
import { checkOut } from './git-checkout.ts';
import { checkoutName, type GitOrigin, type GitRepository } from './git-origin.ts';
import { lastWords } from './program-output.ts';
import { type Interpreter, toolPins } from './python-interpreter.ts';

/** A step failed. The message has the program's last line; all it printed is in `output`. */
export class GitInstallError extends Error {
  readonly code = 'git-install-failed';
  readonly step: string;
  readonly output: string;

  constructor(step: string, why: string, output: string, cause?: unknown) {
    super(`cannot ${step}: ${why}`, cause === undefined ? undefined : { cause });
    this.name = 'GitInstallError';
    this.step = step;
    this.output = output;
  }
}

export interface GitInstallation {
  readonly origin: GitOrigin;
  readonly interpreter: Interpreter;
  /** Distributions that the project needs without saying so, as pip takes them. */
  readonly extras: readonly string[];
  /** Juju's proxies; those in the option come first. */
  readonly proxies?: Proxies;
}

interface Step {
  /** What the step does, in words that follow "cannot". */
  readonly name: string;
  run(): void;
}

const owned = { owner: 'root', group: 'root' } as const;
const stampName = '.installed.json';

interface Stamp {
  readonly fingerprint: string;
  /** What the virtual environment was made with; null when an earlier revision has not noted it. */
  readonly interpreter: string | null;
  readonly done: readonly string[];
  readonly finished: boolean;
}

/** The virtual environment of an installation. */
export function virtualEnvironment(origin: GitOrigin): string {
  return `${origin.directory}/venv`;
}

/** Where the virtualenv that still knows Python 2 is put, when the interpreter has none itself. */
export function toolsEnvironment(origin: GitOrigin): string {
  return `${origin.directory}/tools`;
}

/** Where git finds the login of a repository while it runs. */
export function loginFile(origin: GitOrigin): string {
  return `${origin.directory}/.git-credentials`;
}

/** Changes whenever something changes that the installation is made of. */
export function gitFingerprint(installation: Omit<GitInstallation, 'proxies'>): string {
  const { origin, interpreter, extras } = installation;
  const made = [origin.repositories, origin.directory, origin.useConstraints, interpreter, extras];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex');
}

function readStamp(host: Host, origin: GitOrigin): Stamp | null {
  const text = host.files.read(`${origin.directory}/${stampName}`);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('fingerprint' in value) || !('done' in value)) return null;
    const { fingerprint, done } = value;
    if (typeof fingerprint !== 'string' || !Array.isArray(done)) return null;
    const finished = 'finished' in value && value.finished === true;
    const interpreter = 'interpreter' in value && typeof value.interpreter === 'string' ? value.interpreter : null;
    return { fingerprint, interpreter, done: done.filter((name) => typeof name === 'string'), finished };
  } catch {
    return null;
  }
}

/** Whether this very installation has been finished. */
export function isGitInstalled(host: Host, installation: GitInstallation): boolean {
  const stamp = readStamp(host, installation.origin);
  return stamp?.finished === true && stamp.fingerprint === gitFingerprint(installation);
}

/** Runs the steps of one installation on one host. */
class GitInstaller {
  readonly #host: Host;
  readonly #installation: GitInstallation;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #venv: string;

  constructor(host: Host, installation: GitInstallation) {
    const { origin, proxies = {} } = installation;
    this.#host = host;
    this.#installation = installation;
    this.#venv = virtualEnvironment(origin);
    const http = origin.httpProxy ?? proxies.http ?? '';
    const https = origin.httpsProxy ?? proxies.https ?? '';
    this.#environment = commandEnvironment(
      { http, https, no: proxies.no ?? '' },
      { GIT_TERMINAL_PROMPT: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
    );
  }

  steps(): readonly Step[] {
    const { origin, interpreter, extras } = this.#installation;
    const [requirements, ...projects] = origin.repositories;
    const pins = toolPins(interpreter.version);
    const steps: Step[] = [
      { name: 'make the virtual environment', run: () => this.#makeEnvironment() },
      // What the environment brought will do where it fits: asking for newer ones costs minutes where no index is reached.
      { name: 'install pip and setuptools', run: () => this.#pip(['install', pins.pip, pins.setuptools]) },
    ];
    if (requirements !== undefined) {
      const directory = this.#directoryOf(requirements);
      steps.push(
        { name: 'check out requirements', run: () => this.#checkOut(requirements) },
        { name: 'install requirements', run: () => this.#installRequirements(directory) },
      );
      for (const project of projects) {
        steps.push(
          { name: `check out ${project.name}`, run: () => this.#checkOut(project) },
          { name: `install ${project.name}`, run: () => this.#installProject(directory, project) },
        );
      }
      if (extras.length > 0) {
        const install = () => this.#pip(['install', ...this.#constraintArguments(), ...extras]);
        steps.push({ name: `install ${extras.join(', ')}`, run: install });
      }
    }
    return steps;
  }

  #directoryOf(repository: GitRepository): string {
    return `${this.#installation.origin.directory}/${checkoutName(repository)}`;
  }

  #run(
    command: string,
    args: readonly string[],
    { cwd, more = {} }: { readonly cwd?: string; readonly more?: Readonly<Record<string, string>> } = {},
  ): RunResult {
    const options = { env: { ...this.#environment, ...more }, ...(cwd === undefined ? {} : { cwd }) };
    const result = this.#host.run(command, args, options);
    if (result.exitCode !== 0) throw new CommandError(command, args, result);
    return result;
  }

  #pip(args: readonly string[]): void {
    this.#run(`${this.#venv}/bin/python`, ['-m', 'pip', ...args]);
  }

  #makeEnvironment(): void {
    const { interpreter } = this.#installation;
    if (this.#isEnvironment()) return;
    // What a cut-short run left behind would be taken for an environment.
    this.#host.files.removeTree(this.#venv);
    if (interpreter.version.startsWith('2.')) this.#makeOldEnvironment();
    else this.#run(interpreter.command, ['-m', 'venv', this.#venv]);
  }

  /** The interpreter is there first and pip last: one that was killed on the way has left no environment to work with. */
  #isEnvironment(): boolean {
    const python = `${this.#venv}/bin/python`;
    if (!this.#host.files.exists(python)) return false;
    return this.#host.run(python, ['-m', 'pip', '--version'], { env: this.#environment }).exitCode === 0;
  }

  /**
   * Python 2 has no venv of its own, and a distribution's virtualenv lacks the pip that still ran there. Unless the
   * interpreter has a virtualenv, the release that carries that pip is put into an environment of today's Python.
   */
  #makeOldEnvironment(): void {
    const { interpreter, origin } = this.#installation;
    const options = { env: this.#environment };
    if (this.#host.run(interpreter.command, ['-m', 'virtualenv', '--version'], options).exitCode === 0) {
      this.#run(interpreter.command, ['-m', 'virtualenv', this.#venv]);
      return;
    }
    const tools = toolsEnvironment(origin);
    this.#run('python3', ['-m', 'venv', '--clear', tools]);
    this.#run(`${tools}/bin/python`, ['-m', 'pip', 'install', toolPins(interpreter.version).virtualenv]);
    this.#run(`${tools}/bin/python`, ['-m', 'virtualenv', '--python', interpreter.command, this.#venv]);
  }

  #checkOut(repository: GitRepository): void {
    checkOut(this.#host, {
      repository,
      directory: this.#directoryOf(repository),
      loginFile: loginFile(this.#installation.origin),
      environment: this.#environment,
    });
  }

  /** Only requirements of 2015 and 2016 hold a program that later steps run; newer ones are read, not installed. */
  #installRequirements(directory: string): void {
    if (this.#host.files.exists(`${directory}/update.py`)) this.#pip(['install', directory]);
    const constraints = this.#host.files.read(`${directory}/upper-constraints.txt`);
    const path = this.#constraintsPath();
    if (!this.#installation.origin.useConstraints || constraints === null) {
      this.#host.files.remove(path);
      return;
    }
    this.#host.files.write(path, this.#withoutOurOwn(constraints), { mode: 0o644, ...owned });
  }

  #constraintsPath(): string {
    return `${this.#installation.origin.directory}/constraints.txt`;
  }

  /** A constraint on something that is built from its checkout would contradict the checkout. */
  #withoutOurOwn(constraints: string): string {
    const plain = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
    const ours = new Set(this.#installation.origin.repositories.map((repository) => plain(repository.name)));
    const kept = constraints.split('\n').filter((line) => !ours.has(plain(/^[A-Za-z0-9._-]+/.exec(line)?.[0] ?? '')));
    return kept.join('\n');
  }

  #constraintArguments(): readonly string[] {
    const path = this.#constraintsPath();
    return this.#host.files.exists(path) ? ['--constraint', path] : [];
  }

  #installProject(requirements: string, project: GitRepository): void {
    const directory = this.#directoryOf(project);
    if (this.#host.files.exists(`${requirements}/update.py`)) {
      this.#run(`${this.#venv}/bin/python`, ['update.py', directory], { cwd: requirements });
    }
    this.#pip(['install', '--upgrade', ...this.#constraintArguments(), directory]);
  }
}

function failureOf(step: string, error: CommandError): GitInstallError {
  const why =
    error.result.exitCode === null
      ? error.message
      : (lastWords(`${error.result.stdout}\n${error.result.stderr}`) ?? error.message);
  return new GitInstallError(step, why, `${error.result.stdout}\n${error.result.stderr}`, error);
}

/**
 * Does what is left to do of an installation and returns the names of the steps done, none when it was finished.
 * `tell` hears of each step before it begins.
 */
export function installFromGit(
  host: Host,
  installation: GitInstallation,
  options: { readonly again?: boolean; readonly tell?: (step: string) => void } = {},
): readonly string[] {
  const { origin } = installation;
  host.files.makeDirectory(origin.directory, { mode: 0o755, ...owned });
  const fingerprint = gitFingerprint(installation);
  const stamped = readStamp(host, origin);
  const interpreter = `${installation.interpreter.command} ${installation.interpreter.version}`;
  // An environment cannot change its interpreter, neither by option nor when the series brings another version.
  if (stamped !== null && stamped.interpreter !== null && stamped.interpreter !== interpreter) {
    host.files.removeTree(virtualEnvironment(origin));
  }
  const before = options.again === true ? null : stamped;
  const done = before?.fingerprint === fingerprint ? [...before.done] : [];
  const stamp = (finished: boolean) => {
    const content = `${JSON.stringify({ fingerprint, interpreter, done, finished })}\n`;
    host.files.write(`${origin.directory}/${stampName}`, content, { mode: 0o644, ...owned });
  };
  const performed: string[] = [];
  for (const step of new GitInstaller(host, installation).steps()) {
    if (done.includes(step.name)) continue;
    options.tell?.(step.name);
    try {
      step.run();
    } catch (error) {
      if (error instanceof CommandError) throw failureOf(step.name, error);
      throw error;
    }
    done.push(step.name);
    performed.push(step.name);
    stamp(false);
  }
  stamp(true);
  return performed;
}

/** Version of a distribution in the virtual environment, or null when it is not there. */
export function versionInEnvironment(host: Host, origin: GitOrigin, distribution: string): string | null {
  const python = `${virtualEnvironment(origin)}/bin/python`;
  if (!host.files.exists(python)) return null;
  const result = host.run(python, ['-m', 'pip', 'show', distribution], { env: commandEnvironment() });
  return result.exitCode === 0 ? (/^Version:\s*(\S+)/m.exec(result.stdout)?.[1] ?? null) : null;
}
