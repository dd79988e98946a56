/**
 * Restarts that wait, because the operator has turned automatic ones off. Each is a small YAML file in the directory
 * that every charm and every package script of the host uses, so that one look shows them all.
 */
import { randomUUID } from 'node:crypto';
import type { Host } from '../system/host.ts';
import { serviceState } from './services.ts';

export const deferredDirectory = '/var/lib/policy-rc.d';

export interface DeferredRestart {
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly service: string;
  readonly reason: string;
  readonly action: string;
  /** The application for which it was noted. */
  readonly requestor: string;
}

interface Entry extends DeferredRestart {
  readonly path: string;
}

const owned = { owner: 'root', group: 'root' } as const;

/** A YAML scalar on one line; quotes are needed where YAML would read something else than text. */
function scalar(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  return /^[A-Za-z][A-Za-z0-9_@./ ,()-]*$/.test(line) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(line)
    ? line
    : `'${line.replaceAll("'", "''")}'`;
}

function unquoted(text: string): string {
  const single = /^'(.*)'$/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const double = /^"(.*)"$/.exec(text)?.[1];
  return double === undefined ? text : double.replace(/\\(["\\])/g, '$1');
}

/** Reads an event file: flat YAML, by whichever charm's hand. Null when it lacks a part. */
function parseEntry(path: string, text: string): Entry | null {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+):\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquoted(match[2] ?? ''));
  }
  const timestamp = Number.parseInt(values.get('timestamp') ?? '', 10);
  const service = values.get('service');
  if (Number.isNaN(timestamp) || service === undefined) return null;
  return {
    path,
    timestamp,
    service,
    action: values.get('action') ?? 'restart',
    reason: values.get('reason') ?? '',
    requestor: values.get('policy_requestor_name') ?? '',
  };
}

function entries(host: Host, application: string): readonly Entry[] {
  return host.files
    .list(deferredDirectory)
    .filter((name) => name.endsWith('.deferred'))
    .flatMap((name) => {
      const path = `${deferredDirectory}/${name}`;
      const entry = parseEntry(path, host.files.read(path) ?? '');
      return entry !== null && entry.requestor === application ? [entry] : [];
    })
    .sort((left, right) => left.timestamp - right.timestamp || (left.service < right.service ? -1 : 1));
}

/** The application's restarts that wait, oldest first. */
export function deferredRestarts(host: Host, application: string): readonly DeferredRestart[] {
  return entries(host, application).map(({ path: _, ...restart }) => restart);
}

/** Notes that a service should be restarted; false when the same wish is noted already. */
export function deferRestart(host: Host, application: string, wish: { service: string; reason: string }): boolean {
  const known = entries(host, application).some(
    (entry) => entry.service === wish.service && entry.reason === wish.reason && entry.action === 'restart',
  );
  if (known) return false;
  const lines = [
    'action: restart',
    `policy_requestor_name: ${scalar(application)}`,
    'policy_requestor_type: charm',
    `reason: ${scalar(wish.reason)}`,
    `service: ${scalar(wish.service)}`,
    `timestamp: ${Math.floor(host.clock.now() / 1000)}`,
  ];
  host.files.makeDirectory(deferredDirectory, { mode: 0o755, ...owned });
  const path = `${deferredDirectory}/charm-${application}-${randomUUID()}.deferred`;
  host.files.write(path, `${lines.join('\n')}\n`, { mode: 0o644, ...owned });
  return true;
}

/** Forgets the restarts of these services, because they have happened. Returns how many were forgotten. */
export function clearDeferredRestarts(host: Host, application: string, services: readonly string[]): number {
  const done = entries(host, application).filter((entry) => services.includes(entry.service));
  for (const entry of done) host.files.remove(entry.path);
  return done.length;
}

/** Forgets restarts of services that somebody has started anew since. Returns the services concerned. */
export function dropOutdatedRestarts(host: Host, application: string): readonly string[] {
  const waiting = entries(host, application);
  const outdated = new Set<string>();
  for (const service of new Set(waiting.map((entry) => entry.service))) {
    const since = serviceState(host, service).activeSince;
    for (const entry of waiting) {
      if (entry.service !== service || since === null || entry.timestamp >= since) continue;
      host.files.remove(entry.path);
      outdated.add(service);
    }
  }
  return [...outdated].sort();
}

/** Why a service wants a restart after its files changed, in the words operators know. */
export function filesChangedReason(paths: readonly string[]): string {
  return `File(s) changed: ${[...new Set(paths)].sort().join(', ')}`;
}

/** What show-deferred-events prints. */
export function renderDeferredEvents(restarts: readonly DeferredRestart[], hooks: readonly string[]): string {
  const lines = restarts
    .map((restart) => `${restart.timestamp} ${restart.service.padEnd(40)} ${restart.reason}`)
    .sort();
  const list = (items: readonly string[]) => (items.length === 0 ? ' []' : items.map((item) => `\n- ${item}`).join(''));
  return `hooks:${list([...new Set(hooks)].sort())}\nrestarts:${list(lines)}\n`;
}
