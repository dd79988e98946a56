/**
 * What the time of a settling went into. Each moment counts once, so the parts add up to the whole: for what the emulator
 * itself does, else for the hooks' processes while any runs, else for the rest.
 */

/** Milliseconds. */
export interface SpentTime {
  /** Hooks' processes ran, and the emulator waited for them. */
  readonly processes: number;
  /** Hook tools were served. */
  readonly tools: number;
  /** Changes of the model were written. */
  readonly commits: number;
  /** It was found out which units a change concerns and what each does next. */
  readonly queue: number;
  /** Charms were unpacked for units. */
  readonly unpacking: number;
  /** All else: making machines, setting up hooks, logging, telling of progress. */
  readonly rest: number;
}

type Part = keyof SpentTime;

const nothing: SpentTime = { processes: 0, tools: 0, commits: 0, queue: 0, unpacking: 0, rest: 0 };

export class TimeSpent {
  #parts: Record<Part, number> = { ...nothing };
  #running = 0;
  /** Work of our own that is going on, the innermost last. */
  readonly #own: Part[] = [];
  readonly #now: () => number;
  #since: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** Counts from now on. */
  reset(): void {
    this.#parts = { ...nothing };
    this.#since = this.#now();
  }

  read(): SpentTime {
    this.#settleUp();
    return { ...this.#parts };
  }

  /** Does work that waits for nothing, and counts its time for a part; what is counted within it counts for its own. */
  during<Result>(part: Part, work: () => Result): Result {
    this.begin(part);
    try {
      return work();
    } finally {
      this.end();
    }
  }

  /** As {@link during}, for work that has no one place. Goes with an {@link end} in the same turn. */
  begin(part: Part): void {
    this.#settleUp();
    this.#own.push(part);
  }

  end(): void {
    this.#settleUp();
    this.#own.pop();
  }

  /** Waits for a process from before its start to its end; several may run at a time. */
  async process<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#settleUp();
    this.#running += 1;
    try {
      return await run();
    } finally {
      this.#settleUp();
      this.#running -= 1;
    }
  }

  #settleUp(): void {
    const now = this.#now();
    const part = this.#own.at(-1) ?? (this.#running > 0 ? 'processes' : 'rest');
    this.#parts[part] += now - this.#since;
    this.#since = now;
  }
}
