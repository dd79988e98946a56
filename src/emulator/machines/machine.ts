/**
 * What the emulator knows of a machine: a place with addresses where programs are run. How it is made (namespaces under
 * systemd, or a private folder with stand-ins) is behind this interface; nothing outside this folder asks which it is
 * but to tell the user.
 *
 * Machines outlive the command that made them. A later command finds them again by `attach`.
 */
import type { Readable } from 'node:stream';

/** A directory that both sides see: the emulator under `host`, programs on the machine under `inside`. */
export interface MachinePath {
  readonly host: string;
  readonly inside: string;
}

/** One address of one interface, as network-get shows it. */
export interface MachineAddress {
  readonly address: string;
  /** The subnet the address is in, for example `10.3.0.0/24`. */
  readonly cidr: string;
  readonly interfaceName: string;
  readonly macAddress: string;
}

export interface SpawnOptions {
  /** The whole environment: nothing is inherited and nothing is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Working directory as the machine sees it. */
  readonly cwd: string;
  /** Text for standard input; without it standard input is /dev/null. */
  readonly stdin?: string;
  /**
   * Joins the program to the caller's terminal (`juju ssh`): nothing is captured then, and both streams stay empty. It is
   * no hook: `killStrays` leaves it alone, for another command may be at work beside it.
   */
  readonly terminal?: boolean;
}

/** How a program ended: by an exit code, or by a signal (then `exitCode` is null). */
export interface ExitStatus {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface MachineProcess {
  /** Process id on the host; it is the leader of a process group of its own, unless it has the caller's terminal. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the program has ended and both streams are read out; rejects only when it could not be started. */
  readonly exit: Promise<ExitStatus>;
  /** Signals the program and what it started in its process group; no error when all have ended. */
  kill(signal?: NodeJS.Signals): void;
}

export interface RunOutput extends ExitStatus {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Machine {
  /** Juju's machine id: `0`, `1`, `0/lxd/0`. */
  readonly id: string;
  readonly hostname: string;
  /** IPv4 first; loopback is not listed. */
  readonly addresses: readonly MachineAddress[];
  /** The machine's `/` as the host sees it. It moves with every boot: ask again, do not keep it. */
  readonly rootDirectory: string;
  /** Juju's data directory: `/var/lib/juju` inside. Agents, charms and tool links live below; it is on the host's disk. */
  readonly juju: MachinePath;
  /** `<juju>/agents`: one folder per unit (`unit-mysql-0`), with `charm/` and, where wished, `agent.socket`. */
  readonly agents: MachinePath;
  /** One directory that all machines of the home share, for sockets that hook tools reach the emulator by. */
  readonly shared: MachinePath;
  /** PATH of Juju's agent on this machine, without any tool directory. */
  readonly searchPath: string;
  /** Differs after each boot, so that whoever kept it can tell that the machine was restarted. */
  readonly bootId: string;

  /** Starts a program. `argv[0]` without a slash is looked up in the PATH of `options.env`. */
  spawn(argv: readonly [string, ...string[]], options: SpawnOptions): MachineProcess;
  /** Runs a program to its end and returns its output. */
  run(argv: readonly [string, ...string[]], options?: Partial<SpawnOptions>): Promise<RunOutput>;
  /** Where the host finds an absolute path of the machine. */
  hostPath(inside: string): string;
  isRunning(): boolean;
  /**
   * Ends whatever hooks an earlier, killed emulator left running here (services are not touched).
   * Returns how many processes there were.
   */
  killStrays(): Promise<number>;
  /** Restarts the machine: services are stopped in order, then started as enabled. Files stay, /run and /tmp do not. */
  reboot(): Promise<void>;
  /** Ends everything on the machine and removes it with its files. Safe to repeat. */
  destroy(): Promise<void>;
}

export interface CreateOptions {
  readonly hostname?: string;
}

export interface Machines {
  readonly kind: 'plain' | 'namespaces';
  /** What a user must know about machines of this kind; null when they are as real as can be. */
  readonly notice: string | null;
  /** Makes and boots a machine. A half-made one, left by a killed command, is finished; a ready one is attached. */
  create(id: string, options?: CreateOptions): Promise<Machine>;
  /** Finds a machine that was made before, booting it if it is down (the host was restarted); null when there is none. */
  attach(id: string): Promise<Machine | null>;
  /** Finds a machine that is up, and changes nothing: the one call that is safe beside a command that is at work. */
  find(id: string): Machine | null;
  /** Ids of the machines that are on disk, in the order they were made. */
  list(): readonly string[];
  /** Destroys all machines of this home and all that was set up on the host for them. Safe to repeat. */
  destroyAll(): Promise<void>;
}

/** Machines could not be made, found or ended. */
export class MachineError extends Error {
  readonly code: 'machine-unavailable' | 'machine-failed' | 'machine-leak';

  constructor(code: MachineError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MachineError';
    this.code = code;
  }
}
