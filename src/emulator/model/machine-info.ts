/** A machine of the model: what `juju status` knows of it. The running thing is `src/emulator/machines/`. */
import type { Base } from './charm.ts';
import type { Timestamp } from './json.ts';
import type { MachineMode } from './model-info.ts';
import type { Life, MachineStatusName, StatusInfo } from './status.ts';

export interface InterfaceAddress {
  readonly value: string;
  /** The subnet, for example `10.33.1.0/24`. */
  readonly cidr: string;
  readonly space: string;
}

export interface NetworkInterface {
  readonly name: string;
  readonly macAddress: string;
  readonly addresses: readonly InterfaceAddress[];
}

export interface MachineInfo {
  readonly id: string;
  readonly life: Life;
  readonly mode: MachineMode;
  readonly hostname: string;
  readonly instanceId: string;
  readonly base: Base;
  readonly architecture: string;
  readonly availabilityZone: string;
  /** Without loopback. */
  readonly interfaces: readonly NetworkInterface[];
  /** Agent status (`started`) and instance status (`running`). */
  readonly agentStatus: StatusInfo<MachineStatusName>;
  readonly instanceStatus: StatusInfo;
  /** Counts starts of the machine; units run `start` again when it grows. 0 before the first. */
  readonly boot: number;
  /** What the running machine calls its present boot; empty before the first. */
  readonly bootId: string;
  /** A unit or the user asked for a reboot that has not been made. */
  readonly rebootRequested: boolean;
  /** Stays when its last unit goes: the user made it with add-machine. */
  readonly kept: boolean;
  readonly created: Timestamp;
}
