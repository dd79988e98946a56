/** The door of the machines: what the rest of the emulator may use. */
export { findLeaks, type Leak } from './leaks.ts';
export {
  type CreateOptions,
  type ExitStatus,
  type Machine,
  type MachineAddress,
  MachineError,
  type MachinePath,
  type MachineProcess,
  type Machines,
  type RunOutput,
  type SpawnOptions,
} from './machine.ts';
export { type MachineKind, openMachines } from './open.ts';
export { PlainMachine } from './plain-machines.ts';
export type { RecordedCommand } from './stand-ins.ts';
