/** Ports that a hook opens and closes: checked against the machine at once, changed at the hook's end. */
import { charmEndpoints, type Model, type OpenedPort } from '../model/index.ts';
import { ContextError } from './context-error.ts';
import { overlaps, portRangeText, sameRange, withClosed, withOpened } from './port-ranges.ts';

interface HeldRange extends OpenedPort {
  readonly unit: string;
}

export class ContextPorts {
  readonly #model: Model;
  readonly #unit: string;
  #opening: OpenedPort[] = [];
  #closing: OpenedPort[] = [];

  constructor(model: Model, unit: string) {
    this.#model = model;
    this.#unit = unit;
  }

  open(port: OpenedPort): void {
    this.#closing = this.#closing.filter((other) => !isSame(other, port));
    if (this.#refuseConflict('open', port, this.#held(this.#opening), true)) return;
    if (this.#refuseConflict('open', port, this.#onMachine(), false)) return;
    this.#opening.push(port);
  }

  close(port: OpenedPort): void {
    this.#opening = this.#opening.filter((other) => !isSame(other, port));
    if (this.#refuseConflict('close', port, this.#held(this.#closing), true)) return;
    this.#refuseConflict('close', port, this.#onMachine(), false);
    this.#closing.push(port);
  }

  /** What the unit has open; with what this hook asked for, except before Juju 3. */
  opened(): readonly OpenedPort[] {
    const { ports } = this.#model.units.get(this.#unit);
    return this.#model.version.showsPendingPorts ? this.#merged(ports) : ports;
  }

  /** The unit's ports as they are to be, or null when this hook asked for nothing. */
  written(): readonly OpenedPort[] | null {
    if (this.#opening.length + this.#closing.length === 0) return null;
    const known = new Set(['', ...this.#endpoints()]);
    for (const [word, ports] of [
      ['open', this.#opening],
      ['close', this.#closing],
    ] as const) {
      const stranger = ports.find((port) => !known.has(port.endpoint));
      if (stranger === undefined) continue;
      const which = `endpoint "${stranger.endpoint}" for unit "${this.#unit}"`;
      throw new ContextError(`${word} port range: ${which} not found`);
    }
    return this.#merged(this.#model.units.get(this.#unit).ports);
  }

  #endpoints(): string[] {
    const { metadata } = this.#model.charmOf(this.#model.units.get(this.#unit).application);
    return [...charmEndpoints(metadata).map((endpoint) => endpoint.name), ...metadata.extraBindings];
  }

  #merged(ports: readonly OpenedPort[]): readonly OpenedPort[] {
    const opened = this.#opening.reduce<readonly OpenedPort[]>(withOpened, ports);
    const endpoints = this.#endpoints();
    return this.#closing.reduce<readonly OpenedPort[]>((all, port) => withClosed(all, port, endpoints), opened);
  }

  #held(ports: readonly OpenedPort[]): HeldRange[] {
    return ports.map((port) => ({ ...port, unit: this.#unit }));
  }

  #onMachine(): HeldRange[] {
    const { machine } = this.#model.units.get(this.#unit);
    return this.#model.unitsOn(machine).flatMap(({ name, ports }) => ports.map((port) => ({ ...port, unit: name })));
  }

  /** Throws when another range is in the way; true when the very same is there already. */
  #refuseConflict(word: 'open' | 'close', port: OpenedPort, held: readonly HeldRange[], pending: boolean): boolean {
    for (const other of held) {
      if (!overlaps(port, other)) continue;
      if (other.unit === this.#unit && sameRange(port, other)) {
        if (other.endpoint === port.endpoint) return true;
        continue;
      }
      const conflict = `port range conflicts with ${portRangeText(other)} (unit "${other.unit}")`;
      const when = pending ? ' requested earlier' : '';
      throw new ContextError(`cannot ${word} ${portRangeText(port)} (unit "${this.#unit}"): ${conflict}${when}`);
    }
    return false;
  }
}

function isSame(a: OpenedPort, b: OpenedPort): boolean {
  return sameRange(a, b) && a.endpoint === b.endpoint;
}
