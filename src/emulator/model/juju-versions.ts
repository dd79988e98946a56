/** Everything that depends on the Juju version played: one question each. Nothing else compares versions. */

/** Versions that `--juju-version` may name without a patch number. */
export const releases: Readonly<Record<string, string>> = { '2.9': '2.9.51', '3.6': '3.6.8', '4.0': '4.0.0' };

export const defaultJujuVersion = '3.6.8';

export class JujuVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;

  constructor(text: string) {
    const full = releases[text] ?? text;
    const match = /^([0-9]+)\.([0-9]+)(?:\.([0-9]+))?$/.exec(full);
    if (match === null) throw new RangeError(`cannot play Juju "${text}": not a version`);
    this.text = full;
    this.major = Number(match[1]);
    this.minor = Number(match[2]);
    this.patch = Number(match[3] ?? 0);
  }

  atLeast(major: number, minor = 0): boolean {
    return this.major > major || (this.major === major && this.minor >= minor);
  }

  get hasSecrets(): boolean {
    return this.atLeast(3);
  }

  /** Secrets that the user adds and grants. */
  get hasUserSecrets(): boolean {
    return this.atLeast(3, 3);
  }

  /** leader-get, leader-set and leader-settings-changed. */
  get hasLeaderSettings(): boolean {
    return !this.atLeast(4);
  }

  /** add-metric, payload-* and k8s-raw-* tools, collect-metrics, meter status, JUJU_SLA. */
  get hasMetrics(): boolean {
    return !this.atLeast(4);
  }

  get hasRelationModelGet(): boolean {
    return this.atLeast(3, 6);
  }

  /** `opened-ports` shows what this hook opened and closed so far. */
  get showsPendingPorts(): boolean {
    return this.atLeast(3);
  }

  /** The agent's socket lies in the abstract name space (address begins with `@`); a file from 4.0 on. */
  get hasAbstractSocket(): boolean {
    return !this.atLeast(4);
  }

  /** The program that the hook tools are links to. */
  get toolBinary(): string {
    return this.atLeast(4) ? 'jujuc' : 'jujud';
  }

  /** Charm format 1 (with `series`, without a manifest). */
  get acceptsFormat1(): boolean {
    return !this.atLeast(4);
  }

  get deploysFolders(): boolean {
    return !this.atLeast(4);
  }

  /** What an action's schema that is silent of additionalProperties allows. */
  get actionAdditionalProperties(): boolean {
    return !this.atLeast(4);
  }

  /** `juju run` runs an action; before 3.0 it is what `juju exec` is now. */
  get runMeansAction(): boolean {
    return this.atLeast(3);
  }

  /** Since 3.0 `integrate` is the name and `add-relation` an alias. */
  get hasIntegrate(): boolean {
    return this.atLeast(3);
  }

  /** 4.0 words and rules of `integrate` (spec 6.3). */
  get hasNewRelationErrors(): boolean {
    return this.atLeast(4);
  }

  get hasTraceVariables(): boolean {
    return this.atLeast(4);
  }

  /** "storage directives" where earlier versions said "storage constraints". */
  get saysStorageDirectives(): boolean {
    return this.atLeast(4);
  }

  /** Errors speak of a base; before 3.0 of a series. */
  get saysBase(): boolean {
    return this.atLeast(3);
  }
}
