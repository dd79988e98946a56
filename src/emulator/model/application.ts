/** An application: a charm, its settings, its leader and what was given at deploy. */
import type { Base, ConfigValue } from './charm.ts';
import type { Settings, Timestamp } from './json.ts';
import type { Life, StatusInfo, WorkloadStatusName } from './status.ts';

export interface AttachedResource {
  readonly name: string;
  readonly type: 'file' | 'oci-image';
  /** Null while nothing was uploaded: then `resource-get` fails. */
  readonly upload: {
    /** File relative to the home folder. */
    readonly path: string;
    readonly size: number;
    /** SHA-384 in hexadecimal, as Juju prints it. */
    readonly fingerprint: string;
    readonly uploaded: Timestamp;
    /** What the user gave. */
    readonly origin: string;
  } | null;
}

export interface StorageDirective {
  /** Empty leaves it to the model. */
  readonly pool: string;
  readonly count: number;
  /** In MiB; 0 leaves it to the charm. */
  readonly size: number;
}

export interface ExposedEndpoint {
  readonly toSpaces: readonly string[];
  readonly toCidrs: readonly string[];
}

export interface Application {
  readonly name: string;
  readonly life: Life;
  readonly charmUrl: string;
  /** Grows with each refresh and each attached resource; units then run `upgrade-charm`. */
  readonly charmModifiedVersion: number;
  readonly subordinate: boolean;
  readonly base: Base;
  /** Only what was set; defaults stay in the charm. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly trust: boolean;
  readonly exposed: boolean;
  readonly exposedEndpoints: Readonly<Record<string, ExposedEndpoint>>;
  /** Number of the next unit; never reused. */
  readonly unitCounter: number;
  /** Name of the leader unit; null while nobody was elected. */
  readonly leader: string | null;
  /** Counts changes of the leader. */
  readonly leaderTerm: number;
  readonly leaderSettings: Settings;
  readonly leaderSettingsVersion: number;
  /** Set by the leader with `status-set --application`; null shows the worst of the units. */
  readonly status: StatusInfo<WorkloadStatusName> | null;
  readonly resources: Readonly<Record<string, AttachedResource>>;
  /** Endpoint or extra binding to space; the key `''` is the application's default. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly storageDirectives: Readonly<Record<string, StorageDirective>>;
  readonly constraints: string;
  /** `refresh --force-units` was given: units in error change their code too. */
  readonly forceCharm: boolean;
  readonly created: Timestamp;
}
