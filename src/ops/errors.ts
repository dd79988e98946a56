/**
 * What can go wrong between a charm and Juju. Each class has a stable `code` for programs, a sentence for people and the
 * cause for debuggers. No message, field or argument here ever holds a secret or a databag's value.
 */

/** What an error is about, for programs; the same in every version. */
export type OpsErrorCode =
  | 'model'
  | 'hook-tool-failed'
  | 'permission-denied'
  | 'relation-not-found'
  | 'secret-not-found'
  | 'relation-data'
  | 'relation-data-type'
  | 'relation-data-access'
  | 'too-many-related-apps'
  | 'invalid-status'
  | 'framework'
  | 'context'
  | 'metadata'
  | 'schema'
  | 'state';

/** The parent of every error that the framework throws on purpose, bugs in the caller's code apart. */
export class OpsError extends Error {
  override readonly name: string = 'OpsError';
  readonly code: OpsErrorCode;

  constructor(code: OpsErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Juju refused something, or the model does not hold what was asked for. */
export class ModelError extends OpsError {
  override readonly name: string = 'ModelError';

  constructor(message: string, options: { readonly code?: OpsErrorCode; readonly cause?: unknown } = {}) {
    super(options.code ?? 'model', message, options.cause);
  }
}

/** How a hook tool failed. */
export interface HookToolFailure {
  readonly tool: string;
  /** The arguments; values that may be secret are masked. */
  readonly args: readonly string[];
  /** Exit code as a shell reports it: 127 when there is no such tool, 128 and more when a signal ended it. */
  readonly exitCode: number;
  readonly stderr: string;
}

/** A hook tool exited with something else than 0. */
export class HookToolError extends ModelError {
  override readonly name: string = 'HookToolError';
  readonly tool: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly stderr: string;

  constructor(failure: HookToolFailure, code: OpsErrorCode = 'hook-tool-failed', cause?: unknown) {
    super(`cannot run ${failure.tool}: ${reasonOf(failure)}`, { code, cause });
    this.tool = failure.tool;
    this.args = failure.args;
    this.exitCode = failure.exitCode;
    this.stderr = failure.stderr;
  }
}

function reasonOf(failure: HookToolFailure): string {
  const said = failure.stderr.trim().replace(/^ERROR /, '');
  return said === '' ? `it exited with ${failure.exitCode}` : said;
}

/** Juju does not let this unit do what was asked for: it is not the leader, or it has no access. */
export class PermissionDeniedError extends HookToolError {
  override readonly name: string = 'PermissionDeniedError';

  constructor(failure: HookToolFailure) {
    super(failure, 'permission-denied');
  }
}

/** The relation is gone, or was never there. */
export class RelationNotFoundError extends HookToolError {
  override readonly name: string = 'RelationNotFoundError';

  constructor(failure: HookToolFailure) {
    super(failure, 'relation-not-found');
  }
}

/** There is no such secret, or this unit may not know of it. */
export class SecretNotFoundError extends HookToolError {
  override readonly name: string = 'SecretNotFoundError';

  constructor(failure: HookToolFailure) {
    super(failure, 'secret-not-found');
  }
}

/** A databag was used in a way that cannot work. */
export class RelationDataError extends ModelError {
  override readonly name: string = 'RelationDataError';
}

/** A key or value of a databag is no string. */
export class RelationDataTypeError extends RelationDataError {
  override readonly name: string = 'RelationDataTypeError';

  constructor(message: string) {
    super(message, { code: 'relation-data-type' });
  }
}

/** This unit may not read or write that databag. Thrown before any hook tool runs. */
export class RelationDataAccessError extends RelationDataError {
  override readonly name: string = 'RelationDataAccessError';

  constructor(message: string) {
    super(message, { code: 'relation-data-access' });
  }
}

/** One relation was asked for, and the endpoint has several. */
export class TooManyRelatedAppsError extends ModelError {
  override readonly name: string = 'TooManyRelatedAppsError';
  readonly relationName: string;
  readonly count: number;

  constructor(relationName: string, count: number) {
    super(`cannot choose a relation of "${relationName}": there are ${count}, at most 1 was expected`, {
      code: 'too-many-related-apps',
    });
    this.relationName = relationName;
    this.count = count;
  }
}

/** A status that a charm cannot set. */
export class InvalidStatusError extends ModelError {
  override readonly name: string = 'InvalidStatusError';

  constructor(message: string) {
    super(message, { code: 'invalid-status' });
  }
}

/** The framework was used against its rules: two objects with one path, an event that cannot be deferred, and so on. */
export class FrameworkError extends OpsError {
  override readonly name: string = 'FrameworkError';

  constructor(message: string, cause?: unknown) {
    super('framework', message, cause);
  }
}

/** The environment does not hold what Juju gives to a hook. */
export class ContextError extends OpsError {
  override readonly name: string = 'ContextError';

  constructor(message: string) {
    super('context', message);
  }
}

/** One of the charm's YAML files cannot be used. */
export class MetadataError extends OpsError {
  override readonly name: string = 'MetadataError';

  constructor(message: string, cause?: unknown) {
    super('metadata', message, cause);
  }
}

/** Values that a schema refuses, with every problem that it found. */
export class SchemaError extends OpsError {
  override readonly name: string = 'SchemaError';
  readonly problems: readonly string[];

  constructor(doing: string, problems: readonly string[]) {
    super('schema', `cannot ${doing}: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** The kept state cannot be read or written. */
export class StateError extends OpsError {
  override readonly name: string = 'StateError';

  constructor(message: string, cause?: unknown) {
    super('state', message, cause);
  }
}
