/**
 * The stable name of an object, an event or a stored state: a path of kinds and keys, such as `MyCharm/on/start[4]`.
 * Kinds are given by hand and never taken from a class's name, for a bundler may rename classes and paths are kept on disk.
 */
import { FrameworkError } from '../errors.ts';

/** The stable path of an object or event, under which it is kept. */
export class Handle {
  readonly parent: Handle | null;
  readonly kind: string;
  readonly key: string | null;
  readonly path: string;

  constructor(parent: Handle | null, kind: string, key: string | null = null) {
    if (kind === '' || /[/[\]]/.test(kind)) throw new FrameworkError(`cannot make a handle of kind "${kind}"`);
    // An empty key would read back as none.
    if (key !== null && (key === '' || /[/[\]]/.test(key)))
      throw new FrameworkError(`cannot make a handle with key "${key}"`);
    this.parent = parent;
    this.kind = kind;
    this.key = key;
    const own = key === null ? kind : `${kind}[${key}]`;
    this.path = parent === null ? own : `${parent.path}/${own}`;
  }

  /** The handle of something below this one. */
  nest(kind: string, key: string | null = null): Handle {
    return new Handle(this, kind, key);
  }

  /** Reads a path; throws {@link FrameworkError} when it is none. */
  static parse(path: string): Handle {
    let handle: Handle | null = null;
    for (const part of path.split('/')) {
      const match = /^([^[\]]+)(?:\[([^[\]]+)\])?$/.exec(part);
      if (match?.[1] === undefined) throw new FrameworkError(`cannot read the handle path "${path}"`);
      handle = new Handle(handle, match[1], match[2] ?? null);
    }
    // split() gives at least one part, so there is a handle.
    if (handle === null) throw new FrameworkError(`cannot read the handle path "${path}"`);
    return handle;
  }

  toString(): string {
    return this.path;
  }
}
