/**
 * Stopping a charm for a debugger: at a place that its author named, or at the start of each of Juju's handlers, when
 * JUJU_DEBUG_AT asks for it. Opens Node's inspector on a free port of the loopback and waits for somebody to attach.
 */
import type { Log } from '../log.ts';

/** Halts until a debugger is attached; a test hands over its own. */
export type Stop = (where: string) => void;

const nameGrammar = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const reserved: readonly string[] = ['all', 'hook'];

export class Breakpoints {
  readonly #wanted: readonly string[];
  readonly #log: Log;
  readonly #stop: Stop;

  /** `wanted` is JUJU_DEBUG_AT's list. */
  constructor(wanted: readonly string[], log: Log, stop: Stop = attach) {
    this.#wanted = wanted;
    this.#log = log;
    this.#stop = stop;
  }

  /** Stops when this breakpoint, or all of them, are asked for. */
  reach(name: string | null): void {
    if (name !== null) checkName(name);
    if (this.#wanted.includes('all') || (name !== null && this.#wanted.includes(name))) {
      this.#stop(name ?? 'breakpoint');
    } else if (this.#wanted.length > 0) {
      this.#log.warning(`Breakpoint ${name === null ? '' : `"${name}" `}skipped: JUJU_DEBUG_AT does not name it.`);
    }
  }

  /** Stops at the start of a handler of one of Juju's events, when that is asked for. */
  reachHandler(where: string): void {
    if (this.#wanted.includes('hook') || this.#wanted.includes('all')) this.#stop(where);
  }
}

function checkName(name: string): void {
  if (typeof name !== 'string') throw new TypeError('cannot set a breakpoint: its name is no string');
  if (!nameGrammar.test(name)) {
    throw new RangeError(`cannot set a breakpoint: "${name}" is not made of a-z, 0-9 and inner hyphens`);
  }
  if (reserved.includes(name)) throw new RangeError(`cannot set a breakpoint: the name "${name}" means something else`);
}

function attach(where: string): void {
  // Loaded here, since hardly any process of a charm needs it.
  const inspector = process.getBuiltinModule('node:inspector');
  process.emitWarning(`Stopped at ${where}; attach a debugger to the address above`);
  if (inspector.url() === undefined) inspector.open(0, '127.0.0.1', true);
  // biome-ignore lint/suspicious/noDebugger: this is what the function is for.
  debugger;
}
