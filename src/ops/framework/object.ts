/** The parent of everything that observes or emits events: it has a place in the tree of objects, and so a stable path. */
import type { CharmTypes, UntypedCharm } from '../charm/charm-types.ts';
import { FrameworkError } from '../errors.ts';
import type { Model } from '../model/model.ts';
import type { Framework } from './framework.ts';
import { Handle } from './handle.ts';
import type { Plain } from './plain-data.ts';
import { declareStoredState } from './stored-state.ts';

/** What the framework asks of an object: a place in the tree. */
export interface ObjectNode {
  readonly handle: Handle;
  readonly framework: Framework;
}

/** The framework itself, or an object of it. */
export type ObjectParent = Framework | ObjectNode;

/**
 * An object of the framework. Differs from ops: the class says its `handleKind`, since paths outlive a build and a bundler
 * renames classes.
 *
 * @example
 * class Database extends FrameworkObject {
 *   static override readonly handleKind = 'Database';
 *   readonly on = new DatabaseEvents(this);
 * }
 */
export abstract class FrameworkObject<T extends CharmTypes = UntypedCharm> implements ObjectNode {
  /** The first part of the object's path, below its parent's. Never change it once a charm is deployed. */
  static readonly handleKind: string = '';

  readonly handle: Handle;
  readonly framework: Framework;

  /** `key` tells objects of one kind under one parent apart. */
  constructor(parent: ObjectParent, key: string | null = null) {
    const kind = new.target.handleKind;
    if (kind === '') {
      throw new FrameworkError(
        `cannot make an object of class ${new.target.name}: it has no handleKind; give the class a static one, and never change it`,
      );
    }
    this.framework = 'handle' in parent ? parent.framework : parent;
    this.handle = new Handle('handle' in parent ? parent.handle : null, kind, key);
    this.framework.track(this);
  }

  /** Juju's model as our unit sees it. */
  get model(): Model<T> {
    // The model is made from the same files that T is generated from.
    return this.framework.model as unknown as Model<T>;
  }

  /**
   * Data that outlives the hook: plain, of the type of `initial`, changed by assignment and kept when the hook succeeds.
   * Keys of `initial` that were never kept get its values.
   *
   * @example
   * readonly stored = this.storedState('stored', { seen: new Set<string>() });
   * // later: this.stored.seen.add(name);
   */
  protected storedState<S extends object>(name: string, initial: S & Plain<S>): S {
    return declareStoredState<S>(this.framework, this.handle, name, initial);
  }
}
