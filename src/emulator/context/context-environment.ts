/** What a hook context needs of the agent that runs the hook. */
import type { LogLine, Model, Timestamp } from '../model/index.ts';

export interface ContextEnvironment {
  readonly model: Model;
  /** Name of the unit. */
  readonly unit: string;
  /** Now, on the model's clock. */
  now(): Timestamp;
  log(line: LogLine): void;
  /**
   * Puts a resource's file where the unit can read it and returns its absolute path there.
   * Throws when there is no such resource or nothing was uploaded.
   */
  fetchResource(name: string): string;
}
