/** Juju's version: parsing, order, and the questions whose answer depends on it. Every version difference is asked here. */
import { ContextError } from '../errors.ts';

const grammar =
  /^(?<major>\d{1,9})\.(?<minor>\d{1,9})(?:(?:\.|-(?<tag>[a-z]+))(?<patch>\d{1,9}))?(?:\.(?<build>\d{1,9}))?$/;

/** A version of Juju, with what it can do. A tagged version, such as `4.0-beta1`, comes before its release. */
export class JujuVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** For example `beta`; empty for a release. */
  readonly tag: string;
  readonly build: number;

  /** Parses `3.6.14`, `4.0-beta2` or `2.9.0.1`. */
  constructor(text: string) {
    const groups = grammar.exec(text)?.groups;
    if (groups === undefined) throw new ContextError(`cannot read a Juju version: "${text}" is none`);
    this.major = Number(groups['major']);
    this.minor = Number(groups['minor']);
    this.patch = Number(groups['patch'] ?? 0);
    this.tag = groups['tag'] ?? '';
    this.build = Number(groups['build'] ?? 0);
  }

  /** Negative, zero or positive, as for sorting. A tagged version comes before the release of the same minor number. */
  compare(other: JujuVersion | string): number {
    const that = typeof other === 'string' ? new JujuVersion(other) : other;
    if (this.major !== that.major) return this.major - that.major;
    if (this.minor !== that.minor) return this.minor - that.minor;
    if (this.tag !== that.tag) {
      if (this.tag === '') return 1;
      if (that.tag === '') return -1;
      return this.tag < that.tag ? -1 : 1;
    }
    if (this.patch !== that.patch) return this.patch - that.patch;
    return this.build - that.build;
  }

  isAtLeast(other: JujuVersion | string): boolean {
    return this.compare(other) >= 0;
  }

  equals(other: JujuVersion | string): boolean {
    return this.compare(other) === 0;
  }

  toString(): string {
    const patch = this.tag === '' ? `.${this.patch}` : `-${this.tag}${this.patch}`;
    return `${this.major}.${this.minor}${patch}${this.build > 0 ? `.${this.build}` : ''}`;
  }

  /** Application databags. */
  get hasAppData(): boolean {
    return this.isAtLeast('2.7.0');
  }

  /** Juju calls `dispatch` when the charm has one. */
  get isDispatchAware(): boolean {
    return this.isAtLeast('2.8.0');
  }

  /** The state-get, state-set and state-delete tools. */
  get hasControllerStorage(): boolean {
    return this.isAtLeast('2.8.0');
  }

  /** Secrets that can be relied on. */
  get hasSecrets(): boolean {
    return this.isAtLeast('3.0.3');
  }

  /** secret-set keeps what it is not told; before, what is not repeated is lost. */
  get hasPartialSecretSet(): boolean {
    return this.isAtLeast('3.6.0');
  }

  /** The relation-model-get tool. */
  get hasRelationModelGet(): boolean {
    return this.isAtLeast('3.6.2');
  }

  /** The leader-get and leader-set tools. */
  get hasLeaderSettings(): boolean {
    return !this.isAtLeast('4.0.0');
  }

  /** The collect-metrics hook and the add-metric tool. */
  get hasMetrics(): boolean {
    return !this.isAtLeast('3.6.11');
  }

  /** Undeclared parameters of an action are refused unless the action says otherwise. */
  get refusesExtraActionParameters(): boolean {
    return this.isAtLeast('4.0.0');
  }
}
