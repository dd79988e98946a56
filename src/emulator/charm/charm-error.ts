/** The one error of this room: a charm, a bundle or a value meant for one is not as Juju wants it. */

export type CharmErrorCode =
  | 'not-found'
  | 'invalid-charm'
  | 'invalid-bundle'
  | 'invalid-config'
  | 'invalid-action'
  | 'invalid-name'
  | 'invalid-relation';

/** Carries Juju's own text, for the user has to recognise it. */
export class CharmError extends Error {
  readonly code: CharmErrorCode;

  constructor(code: CharmErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'CharmError';
    this.code = code;
  }
}
