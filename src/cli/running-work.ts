/**
 * What is at work right now. On a terminal it is one line, drawn over itself each second below the lines that stay; elsewhere
 * a line is added when something takes long, so that nobody thinks that the command hangs.
 */
import type { Terminal } from './terminal.ts';

/** Milliseconds. */
export type Now = () => number;

const drawMs = 1000;
/** Something that is longer at work than this is told where there is no terminal; then at twice the time, and so on. */
const longMs = 15_000;
const eraseLine = '\r\u001b[K';

interface Work {
  readonly what: string;
  readonly since: number;
  toldMs: number;
}

export class RunningWork {
  readonly #terminal: Terminal;
  readonly #now: Now;
  readonly #works = new Map<string, Work>();
  #timer: NodeJS.Timeout | null = null;
  #isDrawn = false;

  constructor(terminal: Terminal, now: Now = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  begin(key: string, what: string): void {
    this.#works.set(key, { what, since: this.#now(), toldMs: longMs });
    // The timer must not keep a command alive whose work was given up.
    this.#timer ??= setInterval(() => this.tick(), drawMs).unref();
  }

  end(key: string): void {
    this.#works.delete(key);
    if (this.#works.size === 0) this.stop();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#works.clear();
    this.#erase();
  }

  /** Writes lines that stay, above what is drawn. */
  say(text: string): void {
    this.#erase();
    this.#terminal.stderr(`${text}\n`);
  }

  /** Shows what is at work; called each second. */
  tick(): void {
    const seconds = (work: Work): string => `${Math.floor((this.#now() - work.since) / 1000)}s`;
    if (this.#terminal.isInteractive) {
      const line = [...this.#works.values()].map((work) => `${work.what} ${seconds(work)}`).join(', ');
      this.#terminal.stderr(`${eraseLine}... ${line.slice(0, (this.#terminal.columns ?? 80) - 5)}`);
      this.#isDrawn = true;
      return;
    }
    for (const work of this.#works.values()) {
      if (this.#now() - work.since < work.toldMs) continue;
      this.#terminal.stderr(`... ${work.what} ${seconds(work)}\n`);
      work.toldMs *= 2;
    }
  }

  #erase(): void {
    if (!this.#isDrawn) return;
    this.#terminal.stderr(eraseLine);
    this.#isDrawn = false;
  }
}
