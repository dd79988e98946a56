/** A unit: ours, which can be told things, or another one, which is a name. */
import { ModelError } from '../errors.ts';
import { HookExit } from '../hook-exit.ts';
import { applicationVersionSet } from '../juju/application.ts';
import { closePort, formatPortRange, openedPorts, openPort, type PortRange } from '../juju/port.ts';
import { jujuReboot } from '../juju/reboot.ts';
import type { Application } from './application.ts';
import type { ModelBackend } from './backend.ts';
import { addSecret, type NewSecret, type Secret, type SecretContent } from './secret.ts';
import type { StatusBase } from './status.ts';
import { StatusCell } from './status-cell.ts';

/** A port as a charm names it: a number is a tcp port. */
export type PortLike = number | PortRange;

/** A unit: ours, of which we can say and ask things, or another one, which is a name. */
export class Unit {
  readonly name: string;
  readonly app: Application;
  /** Whether this is the unit that runs the charm. */
  readonly isOwn: boolean;
  readonly #backend: ModelBackend;
  readonly #status: StatusCell;

  constructor(backend: ModelBackend, name: string, app: Application) {
    this.name = name;
    this.app = app;
    this.isOwn = name === backend.context.unitName;
    this.#backend = backend;
    this.#status = new StatusCell(backend, false, this.isOwn);
  }

  /** The number after the slash. */
  get number(): number {
    return Number(this.name.slice(this.name.lastIndexOf('/') + 1));
  }

  /** Whether our unit leads its application; Juju is asked at most every 30 seconds. */
  isLeader(): boolean {
    this.#requireOwn('ask whether it leads');
    return this.#backend.isLeader();
  }

  /** Our status as Juju has it; another unit's is unknown to us. */
  getStatus(): StatusBase {
    return this.#status.get();
  }

  /** Sets our status at once, unless this hook has set or read just that one. */
  setStatus(status: StatusBase): void {
    this.#requireOwn('set its status');
    this.#status.set(status);
  }

  /** Sets the version of the workload that `juju status` shows for the application. */
  setWorkloadVersion(version: string): void {
    this.#requireOwn('set its workload version');
    if (typeof version !== 'string') throw new TypeError('cannot set the workload version: it is no string');
    applicationVersionSet(this.#backend.runner, version);
  }

  /** Opens a port, or a range, for all endpoints or for the named ones. */
  openPort(port: PortLike): void {
    this.#requireOwn('open a port');
    openPort(this.#backend.runner, toRange(port));
  }

  /** Closes a port or range as it was opened; Juju minds no port that is not open. */
  closePort(port: PortLike): void {
    this.#requireOwn('close a port');
    closePort(this.#backend.runner, toRange(port));
  }

  /** What is open for our unit. Differs from ops: ranges are kept as such. */
  openedPorts(): PortRange[] {
    this.#requireOwn('ask for its ports');
    return openedPorts(this.#backend.runner, {
      skipped: (text) => this.#backend.log.warning(`Cannot read the opened port "${text}"; it is left out.`),
    });
  }

  /** Brings the open ports to exactly these: closes first, then opens; runs nothing when all is as wished. */
  setPorts(...ports: readonly PortLike[]): void {
    const wanted = new Map(ports.map((port) => [formatPortRange(toRange(port)), toRange(port)]));
    const open = new Map(this.openedPorts().map((range) => [formatPortRange(range), range]));
    for (const [text, range] of open) if (!wanted.has(text)) this.closePort(range);
    for (const [text, range] of wanted) if (!open.has(text)) this.openPort(range);
  }

  /**
   * Has the machine rebooted after this hook. With `now` the hook ends here, nothing of it is kept, and Juju runs it again
   * after the boot.
   */
  reboot(options: { readonly now?: boolean } = {}): void {
    this.#requireOwn('reboot its machine');
    const uid = process.getuid?.() ?? 0;
    this.#backend.log.security({
      level: 'WARN',
      event: `sys_restart:${uid}`,
      description: `Rebooting unit ${this.name} in model ${this.#backend.context.modelName}`,
    });
    jujuReboot(this.#backend.runner, options.now === true);
    if (options.now === true) throw new HookExit(false);
  }

  /** Adds a secret that belongs to this unit alone. */
  addSecret(content: SecretContent, details: NewSecret = {}): Secret {
    this.#requireOwn('add a secret');
    return addSecret(this.#backend, 'unit', content, details);
  }

  toString(): string {
    return this.name;
  }

  #requireOwn(what: string): void {
    if (!this.isOwn) throw new ModelError(`cannot ${what}: ${this.name} is not our unit`);
  }
}

function toRange(port: PortLike): PortRange {
  if (typeof port !== 'number' && (typeof port !== 'object' || port === null)) {
    throw new TypeError(
      `cannot use ${JSON.stringify(port)} as a port: give a number, or { protocol: 'udp', port: 53 }`,
    );
  }
  const range: PortRange = typeof port === 'number' ? { protocol: 'tcp', port } : port;
  if (range.protocol === 'icmp') {
    if (range.port !== null) throw new TypeError('cannot use a port of icmp: it has none');
    return range;
  }
  for (const number of [range.port, range.lastPort ?? range.port]) {
    if (number === null || !Number.isInteger(number) || number < 1 || number > 65535) {
      throw new TypeError(`cannot use the port ${number}: it is no number from 1 to 65535`);
    }
  }
  return range;
}
