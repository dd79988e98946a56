/** check: logs in to every dependency as the service would, whether or not anything has changed, and tells all. */
import { systemBundle } from '../../openstack/system-ca.ts';
import { applianceNetworks } from '../facts.ts';
import { decide } from '../plan.ts';
import { probesFor, tryProbes } from '../probes.ts';
import { readFacts } from '../reading.ts';
import { withIdentity } from '../rivals.ts';
import { checkHealth, type Health } from '../workload/health.ts';
import type { AstaraAction } from './action-run.ts';

export const check: AstaraAction<'check'> = async ({ event, run }, params) => {
  const { memory, around } = run;
  const { host, clients } = around;
  const facts = await withIdentity(await readFacts(run.model, host, memory, run.reason), around);
  const plan = decide(facts);
  const deadlineMs = (params.timeout ?? 10) * 1000;
  const outcomes = await tryProbes(probesFor(facts, plan, host.files.read(systemBundle)), clients, deadlineMs);
  const results = new Map<string, { readonly ok: boolean; readonly text: string }>();
  for (const { name, endpoint, problem } of outcomes) {
    results.set(name, { ok: problem === null, text: problem ?? `ok (${endpoint})` });
  }
  for (const name of ['database', 'messaging', 'identity'] as const) {
    if (!results.has(name)) results.set(name, { ok: false, text: `not tried: ${whyNot(facts[name])}` });
  }
  const networks = applianceNetworks(facts.astara, facts.config.networks);
  results.set('astara', { ok: networks.kind === 'ready', text: networks.kind === 'ready' ? 'ok' : whyNot(networks) });
  if (memory.watch !== null && !memory.paused) {
    const health = await checkHealth(host, clients, memory.watch);
    results.set('service', { ok: health.kind === 'healthy', text: healthInWords(health) });
  }
  event.setResults(Object.fromEntries([...results].map(([name, { text }]) => [name, text])));
  const failed = [...results].filter(([, { ok }]) => !ok).map(([name]) => name);
  if (failed.length > 0) event.fail(`Failed: ${failed.sort().join(', ')}`);
};

function healthInWords(health: Health): string {
  switch (health.kind) {
    case 'healthy':
      return 'ok';
    case 'starting':
      return 'it is starting';
    case 'stopped':
      return 'it does not run';
    case 'ports':
      return `it does not listen on ${health.missing.join(', ')}`;
    case 'ghost':
      return 'it runs, but is missing in the ring';
    case 'unknown':
      return health.reason;
  }
}

function whyNot(reading: {
  readonly kind: string;
  readonly missing?: readonly string[];
  readonly problems?: readonly string[];
}): string {
  if (reading.kind === 'absent') return 'there is no relation';
  if (reading.kind === 'invalid') return (reading.problems ?? []).join('; ');
  return reading.kind === 'incomplete'
    ? `the relation lacks ${(reading.missing ?? []).join(', ')}`
    : 'it needs the others';
}
