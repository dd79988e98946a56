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
