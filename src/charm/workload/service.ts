/** The orchestrator as systemd keeps it. Its own word "active" proves little: health.ts looks further. */
import type { Host } from '../../system/host.ts';
import { serviceName } from '../astara/paths.ts';

const unit = `${serviceName}.service`;

/** systemctl waits for a stop, which may last as long as the coordinator's session and some seconds. */
const limitMs = 180_000;

/** A command to systemd failed; systemd's own words are in `output`, not in the message. */
export class ServiceError extends Error {
  readonly code = 'service-command-failed';
  readonly output: string;

  constructor(verb: string, output: string) {
    super(`cannot ${verb} ${serviceName}: systemd refused, see "journalctl -u ${serviceName}"`);
    this.name = 'ServiceError';
    this.output = output;
  }
}

function systemctl(host: Host, verb: string, ...args: readonly string[]): void {
  const result = host.run('systemctl', [verb, ...args], { timeoutMs: limitMs });
  if (result.exitCode !== 0) throw new ServiceError(verb, result.stderr);
}

/** Has systemd read its unit files again. */
export function reloadUnits(host: Host): void {
  systemctl(host, 'daemon-reload');
}

export interface ServiceState {
  readonly running: boolean;
  readonly enabled: boolean;
  /** Seconds since it was started; null when it does not run or systemd does not say. */
  readonly upSeconds: number | null;
}

/** One question for all we want to know. */
export function serviceState(host: Host): ServiceState {
  const result = host.run('systemctl', [
    'show',
    unit,
    '--property=ActiveState,SubState,UnitFileState,ActiveEnterTimestampMonotonic',
  ]);
  const values = new Map(
    result.stdout.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
  const running = values.get('ActiveState') === 'active' && values.get('SubState') !== 'auto-restart';
  const entered = Number(values.get('ActiveEnterTimestampMonotonic'));
  const uptime = Number((host.files.read('/proc/uptime') ?? '').split(' ')[0]);
  const known = running && Number.isFinite(entered) && entered > 0 && Number.isFinite(uptime) && uptime > 0;
  return {
    running,
    enabled: values.get('UnitFileState') === 'enabled',
    upSeconds: known ? Math.max(0, uptime - entered / 1_000_000) : null,
  };
}

export function startService(host: Host): void {
  // A unit file that changed while the service was masked is only read now.
  host.run('systemctl', ['unmask', unit], { timeoutMs: limitMs });
  systemctl(host, 'enable', unit);
  // One that systemd has given up on would not start again by itself.
  host.run('systemctl', ['reset-failed', unit]);
  systemctl(host, 'start', unit);
}

export function restartService(host: Host): void {
  host.run('systemctl', ['reset-failed', unit]);
  systemctl(host, 'restart', unit);
}

/** Stops it and keeps it stopped over a boot; also right when it was never there. */
export function stopService(host: Host): void {
  host.run('systemctl', ['stop', unit], { timeoutMs: limitMs });
  host.run('systemctl', ['disable', unit]);
}
