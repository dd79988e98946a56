/**
 * What a unit remembers from hook to hook: only what neither Juju nor the host can be asked for. It is plain data, kept
 * by the framework when a hook ends well.
 */
import type { WorkloadState } from '../openstack/workload-status.ts';
import type { RingPlace } from './clients/clients.ts';

/** What to look at to know whether the service works, without asking Juju anything. */
export interface Watch {
  readonly apiPort: number;
  /** False on an IPv4 management network, where Astara's metadata proxy cannot work. */
  readonly metadataProxy: boolean;
  readonly ring: RingPlace | null;
  /** Our name in the ring. */
  readonly host: string;
}

export interface Memory {
  /** Fingerprint of the origin that is installed; '' before the first installation. */
  installed: string;
  /** Why the last installation failed; '' when it did not. */
  installProblem: string;
  /** Version of the installed Astara. */
  version: string;
  /** Fingerprint of all that the running service has read; '' while it does not run. */
  loaded: string;
  /** Fingerprint of the logins that were last tried and accepted. */
  probed: string;
  /** Why the last migration failed; '' when it did not. */
  databaseProblem: string;
  /** Fingerprint for which a sick service has been restarted once; a second time would not help. */
  cured: string;
  /** nova-compute's last request to restart us. */
  restartTrigger: string;
  /** What was last written into each databag, as fingerprints by "<endpoint>:<id> <unit or app>". */
  published: Record<string, string>;
  /** The status last given, and whether update-status may leave everything as it is while the service is healthy. */
  status: { state: WorkloadState; message: string };
  settled: boolean;
  watch: Watch | null;
}

export function emptyMemory(): Memory {
  return {
    installed: '',
    installProblem: '',
    version: '',
    loaded: '',
    probed: '',
    databaseProblem: '',
    cured: '',
    restartTrigger: '',
    published: {},
    status: { state: 'unknown', message: '' },
    settled: false,
    watch: null,
  };
}
