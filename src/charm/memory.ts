/**
 * What a unit remembers from hook to hook: only what neither Juju nor the host can be asked for. It is plain data, kept
 * by the framework when a hook ends well.
 */
import type { WorkloadState } from '../openstack/workload-status.ts';
import type { RingPlace } from './clients/clients.ts';
import type { BindingAddresses } from './facts.ts';
import type { Health } from './workload/health.ts';

/** What to look at to know whether the service works, without asking Juju anything. */
export interface Watch {
  readonly apiPort: number;
  /** False on an IPv4 management network, where Astara's metadata proxy cannot work. */
  readonly metadataProxy: boolean;
  readonly ring: RingPlace | null;
  /** Our name in the ring. */
  readonly host: string;
}

/** How things were, as marks that change with them; see standstill.ts. */
export interface Standstill {
  /** What Juju has said. */
  readonly juju: string;
  /** The host and the files that we keep there. */
  readonly host: string;
}

export interface Memory {
  /** An operator has run the action pause. */
  paused: boolean;
  /** The host is being brought to another series; the service stays down until that is done. */
  seriesUpgrading: boolean;
  /** Fingerprint of the origin that is installed; '' before the first installation. */
  installed: string;
  /** Why the last installation failed; '' when it did not. */
  installProblem: string;
  /** Fingerprint of the origin that was last tried, with whatever success. */
  installTried: string;
  /** Version of the installed Astara. */
  version: string;
  /** Fingerprint of all that the running service has read; '' while it does not run. */
  loaded: string;
  /** Why it must restart though nothing that it reads has changed; null when it need not. */
  owed: string | null;
  /** Fingerprint of the logins that were last tried and accepted. */
  probed: string;
  /** Why the database is not migrated; an empty message when nothing stands in the way. */
  databaseProblem: { state: 'waiting' | 'blocked'; message: string };
  /** Whether a sick service has been restarted since it was last well; a second time would not help. */
  cured: boolean;
  /** How the service was when last looked at; null before that, and while it shall not run. */
  health: Health | null;
  /** Fingerprint of the configuration for which we wait for our turn to restart; '' when we do not. */
  restartWanted: string;
  /** Fingerprint of the configuration for which the operator is asked to restart; '' when he is not. */
  restartDeferred: string;
  /** nova-compute's last request to restart us. */
  restartTrigger: string;
  /** Our addresses, which Juju tells at a call each and which only change with a config-changed hook. */
  bindings: BindingAddresses | null;
  /** Ids of the relations that there are, by endpoint; see related.ts. */
  related: Record<string, number[]>;
  /** What was last written into each databag, as fingerprints by "<endpoint>:<id> <unit or app>". */
  published: Record<string, string>;
  /** Those of them that nobody has seen there since, so that Juju may have lost them. */
  unconfirmed: string[];
  /** The status last given, and whether update-status may leave everything as it is while the service is healthy. */
  status: { state: WorkloadState; message: string };
  /** The same for the application, as the leader last gave it. */
  appStatus: { state: WorkloadState; message: string };
  settled: boolean;
  watch: Watch | null;
  /** Fingerprints of the files with which systemd, the trust and Nagios's agent were last told to read them. */
  followed: { units: string; authorities: string; checks: string };
  /** How everything was when a hook last found that nothing is left to do; null when something was. */
  standstill: Standstill | null;
}

export function emptyMemory(): Memory {
  return {
    paused: false,
    seriesUpgrading: false,
    installed: '',
    installProblem: '',
    installTried: '',
    version: '',
    loaded: '',
    owed: null,
    probed: '',
    databaseProblem: { state: 'waiting', message: '' },
    cured: false,
    health: null,
    restartWanted: '',
    restartDeferred: '',
    restartTrigger: '',
    bindings: null,
    related: {},
    published: {},
    unconfirmed: [],
    status: { state: 'unknown', message: '' },
    appStatus: { state: 'unknown', message: '' },
    settled: false,
    watch: null,
    followed: { units: '', authorities: '', checks: '' },
    standstill: null,
  };
}

/** The service does not run: when it starts it reads everything, and nothing is owed to it. */
export function forgetService(memory: Memory): void {
  memory.loaded = '';
  memory.owed = null;
  memory.health = null;
  // A turn to restart would be lost on us, and the others wait behind us.
  memory.restartWanted = '';
  memory.restartDeferred = '';
}

/** What the charm once kept in `loaded` while a restart was owed, in place of a fingerprint. */
const reasonsOnceLoaded = [
  'Restart requested',
  'nova-compute asked for it',
  'Health check failed',
  'an earlier installation',
];

/** Brings what an older version of the charm has remembered into today's form. */
export function updateMemory(memory: Memory): void {
  if (!reasonsOnceLoaded.includes(memory.loaded)) return;
  memory.owed = memory.loaded;
  memory.loaded = 'not known';
}
