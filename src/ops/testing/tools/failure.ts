/** How a simulated hook tool fails: with Juju's exit codes and Juju's words, so that a charm meets what it would meet there. */

export class ToolFailure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'ToolFailure';
    this.exitCode = exitCode;
  }
}

/** The tool ran, and failed. */
export function failed(message: string): ToolFailure {
  return new ToolFailure(1, message);
}

/** The tool refused its arguments; nothing was done. */
export function badArguments(message: string): ToolFailure {
  return new ToolFailure(2, message);
}

/** The charm did something that the test kit cannot play or that the test forgot to provide for: a fault of the test. */
export class SimulationError extends Error {
  readonly code = 'simulation';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SimulationError';
  }
}
