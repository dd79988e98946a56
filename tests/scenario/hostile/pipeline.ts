/**
 * All that a hook works out before it touches anything, on plain data: options and databags in, requests, files and status
 * out. The readers, the decisions and the writers are the charm's own; only Juju and the host are played.
 */
import { readFileSync } from 'node:fs';
import { astaraSections, flagOptions } from '../../../src/charm/astara/astara-conf.ts';
import type { Endpoint, Facts } from '../../../src/charm/facts.ts';
import { relationFiles, standingFiles, trustedAuthorities, type WantedFile } from '../../../src/charm/files.ts';
import { emptyMemory } from '../../../src/charm/memory.ts';
import { applyMonitoring } from '../../../src/charm/monitoring.ts';
import { decide, type Plan } from '../../../src/charm/plan.ts';
import { probesFor } from '../../../src/charm/probes.ts';
import { readFacts } from '../../../src/charm/reading.ts';
import type { OsloSection } from '../../../src/charm/render/oslo-config.ts';
import { type Requests, requestsFor } from '../../../src/charm/requests.ts';
import { statusOf } from '../../../src/charm/status.ts';
import type { Model } from '../../../src/ops/index.ts';
import { FakeHost } from '../../fakes/fake-host.ts';
import { authority } from '../charm/certificates.ts';
import { keystoneAnswer, networkIds } from '../charm/cloud.ts';

export type Bag = Record<string, string>;

/** What peers and the operator have said: bags by "<endpoint> unit" or "<endpoint> app". */
export interface Said {
  readonly options: Record<string, string | number | boolean>;
  readonly bags: Record<string, Bag>;
}

/** A cloud in order. */
export function goodCloud(): Said {
  return {
    options: {
      'openstack-origin': 'distro',
      database: 'astara',
      'metadata-shared-secret': '',
      region: 'RegionOne',
      'config-flags': '',
      host: '',
      'os-public-hostname': '',
      'os-public-network': '',
      'api-listen': '',
      'api-port': 44_250,
      'integration-bridge': 'br-int',
      'nova-metadata-ip': '127.0.0.1',
      'enabled-drivers': 'router',
      'worker-multiplier': 0.25,
      debug: false,
    },
    bags: {
      'shared-db unit': { db_host: '10.0.0.40', password: 'hunter2-a', allowed_units: 'astara-orchestrator/0' },
      'amqp unit': { hostname: '10.0.0.30', 'private-address': '10.0.0.30', password: 'hunter2-b' },
      'identity-service unit': { ...keystoneAnswer, service_password: 'hunter2-c' },
      'identity-service app': {},
      'astara-orchestrator unit': { ...networkIds },
      'zookeeper unit': { port: '2181', 'private-address': '10.0.0.60' },
      'zookeeper app': {},
      'cache unit': { host: '10.0.0.70', port: '11211' },
      'certificates unit': { ca: authority },
      'neutron-plugin unit': { default_availability_zone: 'nova' },
      'nrpe-external-master unit': { nagios_hostname: 'nagios-host' },
      'cluster unit': { host: 'node2', 'public-host': '10.0.0.10', ready: 'true' },
      'cluster app': { 'metadata-secret': 'hunter2-d', 'database-synced': '1 astara 9.0.0' },
    },
  };
}

const ids: Readonly<Record<string, number>> = {
  'shared-db': 1,
  amqp: 2,
  'identity-service': 3,
  'astara-orchestrator': 4,
  'neutron-plugin': 5,
  cluster: 6,
  zookeeper: 7,
  cache: 8,
  certificates: 9,
  'nrpe-external-master': 10,
};

/** Juju's model as far as reading needs it. */
function modelOf(said: Said): Model {
  const unit = { name: 'astara-orchestrator/0', isLeader: () => true };
  const app = { name: 'astara-orchestrator' };
  const relationOf = (endpoint: string) => {
    const peer = endpoint === 'cluster';
    const remoteApp = peer ? app : { name: `${endpoint}-app` };
    const remote = { name: peer ? 'astara-orchestrator/1' : `${endpoint}-app/0` };
    const bagOf = (entity: { readonly name: string }): Bag => {
      if (entity.name === remote.name) return said.bags[`${endpoint} unit`] ?? {};
      return entity.name === remoteApp.name ? (said.bags[`${endpoint} app`] ?? {}) : {};
    };
    return {
      name: endpoint,
      id: ids[endpoint] ?? 99,
      active: true,
      app: remoteApp,
      units: [remote],
      loadUnits: () => {},
      data: (entity: { readonly name: string }) => ({
        // As Juju has it: a key with an empty value is none.
        toObject: () => Object.fromEntries(Object.entries(bagOf(entity)).filter(([, value]) => value !== '')),
      }),
    };
  };
  const model = {
    name: 'test',
    unit,
    app,
    // Reading ahead saves processes, of which there are none here.
    load: () => {},
    config: { toObject: () => said.options },
    relations: { get: (endpoint: string) => (`${endpoint} unit` in said.bags ? [relationOf(endpoint)] : []) },
    getBinding: () => ({ network: { bindAddress: '10.0.0.9', interfaces: [{ address: '10.0.0.9' }] } }),
    getSecret: () => ({ getContent: () => ({ username: 'astara', password: 'hunter2-e' }) }),
  };
  // Reading uses no more of a model than this.
  return model as unknown as Model;
}

const templateTexts = new Map<string, string>();

export function templates(name: string): string {
  const known = templateTexts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8');
  templateTexts.set(name, text);
  return text;
}

export interface Worked {
  readonly facts: Facts;
  readonly plan: Plan;
  readonly requests: Requests;
  readonly files: readonly WantedFile[];
  /** astara.conf, when there is one to write, and what it is to hold. */
  readonly conf: { readonly text: string; readonly sections: readonly OsloSection[] } | null;
  readonly status: string;
  readonly authorities: ReadonlyMap<string, string>;
  readonly host: FakeHost;
  /** Endpoints that probes would name. */
  readonly endpoints: readonly string[];
}

export async function workOut(said: Said): Promise<Worked> {
  const host = new FakeHost({
    files: { '/usr/bin/astara-orchestrator': '' },
    directories: ['/etc/nagios/nrpe.d', '/var/lib/nagios/export', '/usr/local/lib/nagios/plugins'],
  });
  host.allowAnything();
  const memory = { ...emptyMemory(), version: '9.0.0' };
  const read = await readFacts(modelOf(said), host, memory, { hook: 'config-changed' });
  const facts: Facts = { ...read };
  const requests = requestsFor(facts);
  const plan = decide(facts);
  const standing = facts.configProblems.length > 0 ? [] : standingFiles(facts, facts.bin, templates);
  const related = relationFiles(facts, plan, templates);
  const written = related.find((file) => file.path.endsWith('/astara.conf'))?.content ?? null;
  const authorities = trustedAuthorities(facts, host);
  applyMonitoring(host, memory, facts);
  const status = statusOf(host, memory, { facts, plan, probes: [], requestProblems: requests.problems, done: [] });
  return {
    facts,
    plan,
    requests,
    files: [...standing, ...related],
    conf:
      written === null || plan.conf === null
        ? null
        : {
            text: written,
            sections: [...astaraSections(plan.conf), { name: 'DEFAULT', options: flagOptions(facts.config.flags) }],
          },
    status: `${status.state}: ${status.message}`,
    authorities,
    host,
    endpoints: probesFor(facts, plan, null).map((probe) => probe.endpoint),
  };
}

export type { Endpoint };
