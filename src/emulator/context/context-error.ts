/** What a hook context refuses, in Juju's words. */

/** Thrown while a hook tool runs; the tool prints the message and exits with 1. */
export class ContextError extends Error {
  override readonly name: string = 'ContextError';
}

/** The hook's changes could not be committed: the hook counts as failed and none of them is kept. */
export class FlushError extends ContextError {
  override readonly name = 'FlushError';
}

export function permissionDenied(): ContextError {
  return new ContextError('permission denied');
}
