/** systemd, as far as a charm needs it: one unit at a time, through the host, never through a shell. */
import type { Host } from '../system/host.ts';
import type { RunResult } from '../system/process.ts';
import { lastWords } from './program-output.ts';

/** systemctl refused something. The message has its last line. */
export class ServiceError extends Error {
  readonly code = 'service-failed';
  readonly service: string;

  constructor(doing: string, service: string, result: RunResult) {
    const end = result.timedOut ? 'it ran out of time' : `systemctl exited with ${result.exitCode ?? result.signal}`;
    super(`cannot ${doing} ${service}: ${lastWords(result.stderr) ?? end}`);
    this.name = 'ServiceError';
    this.service = service;
  }
}

export interface ServiceState {
  /** systemd's own word: active, inactive, failed, activating, deactivating, ... */
  readonly active: string;
  readonly sub: string;
  /** masked, enabled, disabled, static, ... ; empty when there is no unit file. */
  readonly unitFile: string;
  /** Whether systemd has read a unit file for it. */
  readonly loaded: boolean;
  readonly mainPid: number;
  readonly restarts: number;
  /** Seconds since the epoch at which it became active, or null when it is not. */
  readonly activeSince: number | null;
}

const properties = 'ActiveState,SubState,UnitFileState,LoadState,MainPID,NRestarts,ActiveEnterTimestampMonotonic';

/** systemd's monotonic clock counts from boot; the machine's uptime turns it into a date. */
function epochOf(host: Host, monotonicMicroseconds: number): number | null {
  if (monotonicMicroseconds <= 0) return null;
  const uptime = Number.parseFloat(host.files.read('/proc/uptime') ?? '');
  if (Number.isNaN(uptime)) return null;
  return Math.floor(host.clock.now() / 1000 - uptime + monotonicMicroseconds / 1_000_000);
}

/** All that is asked about a service, in one call. */
export function serviceState(host: Host, service: string): ServiceState {
  const result = host.run('systemctl', ['show', `--property=${properties}`, '--', service]);
  if (result.exitCode !== 0) throw new ServiceError('ask about', service, result);
  const values = new Map<string, string>();
  for (const line of result.stdout.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const number = (name: string) => Number.parseInt(values.get(name) ?? '', 10) || 0;
  const active = values.get('ActiveState') ?? 'unknown';
  return {
    active,
    sub: values.get('SubState') ?? 'unknown',
    unitFile: values.get('UnitFileState') ?? '',
    loaded: values.get('LoadState') === 'loaded',
    mainPid: number('MainPID'),
    restarts: number('NRestarts'),
    activeSince: active === 'active' ? epochOf(host, number('ActiveEnterTimestampMonotonic')) : null,
  };
}

/** systemd's codes for a unit that is not active, and for one that it does not know. */
const notActive: readonly (number | null)[] = [3, 4];

/**
 * Whether a service is up; one that is only starting, or starting again and again, is not. A systemctl that cannot say
 * is no answer: taken for "no", a service that runs would be started, and the restart that it needs be thought done.
 */
export function isServiceRunning(host: Host, service: string): boolean {
  const result = host.run('systemctl', ['is-active', '--quiet', '--', service]);
  if (result.exitCode !== 0 && !notActive.includes(result.exitCode))
    throw new ServiceError('ask about', service, result);
  return result.exitCode === 0;
}

function systemctl(host: Host, verb: string, service: string, timeoutMs?: number): void {
  const options = timeoutMs === undefined ? {} : { timeoutMs };
  const result = host.run('systemctl', [verb, '--', service], options);
  if (result.exitCode !== 0) throw new ServiceError(verb, service, result);
}

export function startService(host: Host, service: string, timeoutMs?: number): void {
  systemctl(host, 'start', service, timeoutMs);
}

const notLoaded = 5;

/** Stopping a service that does not run, or that does not exist, is no failure. */
export function stopService(host: Host, service: string, timeoutMs?: number): void {
  const options = timeoutMs === undefined ? {} : { timeoutMs };
  const result = host.run('systemctl', ['stop', '--', service], options);
  if (result.exitCode !== 0 && result.exitCode !== notLoaded) throw new ServiceError('stop', service, result);
}

export function restartService(host: Host, service: string, timeoutMs?: number): void {
  systemctl(host, 'restart', service, timeoutMs);
}

export function enableService(host: Host, service: string): void {
  systemctl(host, 'enable', service);
}

export function disableService(host: Host, service: string): void {
  systemctl(host, 'disable', service);
}

/**
 * A masked service cannot be started by anything: neither a package nor a boot revives it. The mask is a link in
 * /etc/systemd/system, so a unit file that shall be masked must lie elsewhere, such as in /usr/local/lib/systemd/system.
 */
export function maskService(host: Host, service: string): void {
  systemctl(host, 'mask', service);
}

export function unmaskService(host: Host, service: string): void {
  systemctl(host, 'unmask', service);
}

/** Forgets that a service has failed, so that its start limit counts anew. */
export function resetFailedService(host: Host, service: string): void {
  host.run('systemctl', ['reset-failed', '--', service]);
}

/** Has systemd read unit files again; needed after each change of one. */
export function reloadServiceManager(host: Host): void {
  const result = host.run('systemctl', ['daemon-reload']);
  if (result.exitCode !== 0) throw new ServiceError('reload the units of', 'systemd', result);
}
