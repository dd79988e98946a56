/** Starting, restarting and stopping the one service that is ours. */
import {
  disableService,
  enableService,
  isServiceRunning,
  resetFailedService,
  restartService,
  startService,
  stopService,
} from '../../openstack/services.ts';
import type { Host } from '../../system/host.ts';
import { serviceName } from '../astara/paths.ts';

/** systemctl waits for the stop, which may last as long as the coordinator's session and some seconds. */
export const stopLimitMs = 180_000;

export function isRunning(host: Host): boolean {
  return isServiceRunning(host, serviceName);
}

export function startOrchestrator(host: Host): void {
  enableService(host, serviceName);
  // One that systemd has given up on would not start.
  resetFailedService(host, serviceName);
  startService(host, serviceName, stopLimitMs);
}

/** One that has failed is started by it too: our unit file sets no limit to starts, after which systemd would refuse. */
export function restartOrchestrator(host: Host): void {
  restartService(host, serviceName, stopLimitMs);
}

/** Stops it and keeps it stopped over a boot: nobody starts it but us. */
export function stopOrchestrator(host: Host): void {
  stopService(host, serviceName, stopLimitMs);
  disableService(host, serviceName);
}
