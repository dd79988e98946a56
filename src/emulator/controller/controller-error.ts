/** Juju's controller says no; the message is what follows `ERROR ` and nothing was changed. */

export type ControllerErrorCode =
  | 'not-found'
  | 'already-exists'
  | 'not-valid'
  | 'not-supported'
  | 'not-alive'
  | 'incompatible'
  | 'storage-attached';

export class ControllerError extends Error {
  readonly code: ControllerErrorCode;

  constructor(code: ControllerErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'ControllerError';
    this.code = code;
  }
}

export function refuse(code: ControllerErrorCode, message: string): never {
  throw new ControllerError(code, message);
}

/** Puts what was being done before the reason of a refusal. */
export function annotated<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ControllerError)
      throw new ControllerError(error.code, `${text}: ${error.message}`, { cause: error });
    throw error;
  }
}
