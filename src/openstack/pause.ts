/**
 * Pausing and resuming a unit's services. A paused service is stopped, disabled and masked, so that neither a package
 * nor a boot revives it; the flag that says so is the charm's to keep.
 */
import type { Host } from '../system/host.ts';
import {
  disableService,
  enableService,
  isServiceRunning,
  maskService,
  ServiceError,
  serviceState,
  startService,
  stopService,
  unmaskService,
} from './services.ts';

export type PauseOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** Does one thing to every service, and goes on when one of them fails. */
function forEach(services: readonly string[], what: string, act: (service: string) => string | null): PauseOutcome {
  const problems: string[] = [];
  for (const service of services) {
    try {
      const problem = act(service);
      if (problem !== null) problems.push(problem);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      problems.push(error.message);
    }
  }
  return problems.length === 0 ? { ok: true } : { ok: false, problem: `Couldn't ${what}: ${problems.join('; ')}` };
}

/** Stops, disables and masks the services. */
export function pauseServices(host: Host, services: readonly string[], stopTimeoutMs?: number): PauseOutcome {
  return forEach(services, 'pause', (service) => {
    stopService(host, service, stopTimeoutMs);
    // A service that is not installed yet cannot be disabled, but masked it can be, before a package starts it.
    if (serviceState(host, service).unitFile !== '') disableService(host, service);
    maskService(host, service);
    return isServiceRunning(host, service) ? `${service} didn't stop cleanly` : null;
  });
}

/** Unmasks and enables the services, and starts those that shall run; whether they may is the charm's to know. */
export function resumeServices(
  host: Host,
  services: readonly string[],
  options: { readonly start: boolean },
): PauseOutcome {
  return forEach(services, 'resume', (service) => {
    unmaskService(host, service);
    enableService(host, service);
    if (!options.start) return null;
    startService(host, service);
    return isServiceRunning(host, service) ? null : `${service} didn't start cleanly`;
  });
}

/** What an action says when pausing or resuming did not work. */
export function pauseFailureMessage(action: 'pause' | 'resume', problem: string): string {
  return `Action ${action} failed: ${problem}`;
}
