/** How often failed hooks may be tried again in one settling, and which may be right now. */
import type { FailedUnit } from './events.ts';

export interface RetryLimits {
  /** For each hook that fails. */
  readonly retries: number;
  /** Milliseconds before the first; doubled for each further one. */
  readonly retryDelay: number;
}

export class Retries {
  readonly #limits: RetryLimits;
  readonly #used = new Map<string, number>();
  readonly #granted = new Set<string>();

  constructor(limits: RetryLimits) {
    this.#limits = limits;
  }

  /** Those of the failed units whose hook may be tried once more. */
  among(failed: readonly FailedUnit[]): FailedUnit[] {
    return failed.filter(({ unit }) => this.#usedBy(unit) < this.#limits.retries);
  }

  /** Milliseconds to wait before these are tried again, together. */
  delay(units: readonly FailedUnit[]): number {
    return this.#limits.retryDelay * 2 ** Math.min(...units.map(({ unit }) => this.#usedBy(unit)));
  }

  /** Lets a unit try again; returns which of its tries that is, from 1. */
  grant(unit: string): number {
    const attempt = this.#usedBy(unit) + 1;
    this.#used.set(unit, attempt);
    this.#granted.add(unit);
    return attempt;
  }

  isGranted(unit: string): boolean {
    return this.#granted.has(unit);
  }

  /** The unit does something: a grant that it had is used up. */
  spend(unit: string): void {
    this.#granted.delete(unit);
  }

  /** A hook went well: the next one that fails has all its tries. */
  forget(unit: string): void {
    this.#used.delete(unit);
  }

  #usedBy(unit: string): number {
    return this.#used.get(unit) ?? 0;
  }
}
