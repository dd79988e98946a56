/**
 * The files that the charm keeps on the host, as values: what stands in each, whose it is, and whether the running
 * service has read it and must be restarted when it changes.
 */
import { authorityBundle } from '../openstack/relations/certificates.ts';
import type { Host } from '../system/host.ts';
import { astaraSections, flagOptions } from './astara/astara-conf.ts';
import { paths, serviceUser } from './astara/paths.ts';
import type { Facts } from './facts.ts';
import type { Plan } from './plan.ts';
import { fillOsloTemplate, fillTemplate, type TemplateSource } from './render/template.ts';

export interface WantedFile {
  readonly path: string;
  /** Null: there must be no such file. */
  readonly content: string | null;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** The service reads it at its start. */
  readonly read: boolean;
}

export interface WantedFolder {
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

/** Parents before children. */
export const folders: readonly WantedFolder[] = [
  { path: paths.configFolder, mode: 0o750, owner: 'root', group: serviceUser },
  { path: paths.rootwrapFilters, mode: 0o755, owner: 'root', group: 'root' },
  { path: paths.certificates, mode: 0o750, owner: 'root', group: serviceUser },
  { path: paths.home, mode: 0o750, owner: serviceUser, group: serviceUser },
  { path: paths.sshFolder, mode: 0o700, owner: serviceUser, group: serviceUser },
  { path: paths.unitFolder, mode: 0o755, owner: 'root', group: 'root' },
  { path: paths.logs, mode: 0o750, owner: serviceUser, group: serviceUser },
];

type Sharing = Pick<WantedFile, 'mode' | 'owner' | 'group'>;

/** Root writes, everybody reads. */
const open: Sharing = { mode: 0o644, owner: 'root', group: 'root' };
/** Root writes, the service reads, nobody else: these hold secrets. */
const guarded: Sharing = { mode: 0o640, owner: 'root', group: serviceUser };

/** Files that do not depend on any relation. They are there as soon as Astara is installed. */
export function standingFiles(facts: Facts, bin: string, templates: TemplateSource): readonly WantedFile[] {
  const { sessionTimeout } = facts.config;
  const unit = fillTemplate(templates('astara-orchestrator.service'), {
    bin,
    'stop-seconds': String(sessionTimeout + 3),
    'restart-seconds': String(sessionTimeout + 5),
  });
  const environment = fillTemplate(templates('environment'), { authorities: paths.trustedAuthorities });
  const sudoers = fillTemplate(templates('sudoers'), { rootwrap: `${bin}/astara-rootwrap` });
  return [
    { path: paths.unitFile, content: unit, ...open, read: true },
    { path: paths.environment, content: environment, ...guarded, read: true },
    { path: paths.sudoers, content: sudoers, mode: 0o440, owner: 'root', group: 'root', read: false },
    { path: paths.rootwrap, content: templates('rootwrap.conf'), ...open, read: false },
    { path: paths.networkFilters, content: templates('network.filters'), ...open, read: false },
    { path: paths.logrotate, content: templates('logrotate'), ...open, read: false },
    { path: paths.providerRules, content: templates('provider_rules.json'), ...guarded, read: true },
    ...keyPair(facts),
  ];
}

/** Appliances are given the public half; the private half lets operators in from any orchestrator's host. */
function keyPair(facts: Facts): readonly WantedFile[] {
  const { sshPublicKey, sshPrivateKey } = facts.cluster.decisions;
  const configured = facts.config.sshPublicKey;
  const publicKey = configured ?? sshPublicKey;
  const privateKey = configured === null ? sshPrivateKey : undefined;
  const files: WantedFile[] = [];
  // Its whole text becomes one item of a list in the appliance's cloud-init document: one line, one key.
  if (publicKey !== undefined)
    files.push({ path: paths.sshPublicKey, content: `${publicKey.trim()}\n`, ...guarded, read: true });
  files.push({
    path: paths.sshPrivateKey,
    content: privateKey ?? null,
    mode: 0o600,
    owner: serviceUser,
    group: serviceUser,
    read: false,
  });
  return files;
}

/** Files made of what peers have said; none while the last good ones are to stay. */
export function relationFiles(facts: Facts, plan: Plan, templates: TemplateSource): readonly WantedFile[] {
  if (plan.conf === null) return [];
  const text = fillOsloTemplate(templates('astara.conf'), astaraSections(plan.conf), flagOptions(facts.config.flags));
  const tls = facts.database.kind === 'ready' ? facts.database.data.tls : null;
  const authority = facts.messaging.kind === 'ready' ? (facts.messaging.data.tls?.ca ?? null) : null;
  return [
    // The certificates first: the configuration names them.
    { path: paths.databaseAuthority, content: tls?.ca ?? null, ...guarded, read: true },
    { path: paths.databaseCertificate, content: tls?.certificate ?? null, ...guarded, read: true },
    { path: paths.databaseKey, content: tls?.key ?? null, ...guarded, read: true },
    { path: paths.messagingAuthority, content: authority, ...guarded, read: true },
    { path: paths.config, content: text, ...guarded, read: true },
  ];
}

/** Authorities from the option and from the relations, by who gave them. */
export function trustedAuthorities(facts: Facts, host: Pick<Host, 'files'>): ReadonlyMap<string, string> {
  // What is there but makes no sense, or is not there yet, keeps the authority it gave before.
  const unsettled = (reading: Facts['certificates'] | Facts['identity']): boolean =>
    reading.kind === 'invalid' || reading.kind === 'incomplete';
  const kept = (name: string): string | null => host.files.read(`${authorityFolder}/${facts.app}-${name}.crt`);
  const { certificates, identity, config, configProblems } = facts;
  const given: Readonly<Record<string, string | null>> = {
    config: configProblems.length > 0 ? kept('config') : config.trustedAuthority,
    certificates:
      certificates.kind === 'ready'
        ? authorityBundle(certificates.data)
        : unsettled(certificates)
          ? kept('certificates')
          : null,
    keystone: identity.kind === 'ready' ? identity.data.ca : unsettled(identity) ? kept('keystone') : null,
  };
  return new Map(
    Object.entries(given).flatMap(([name, pem]): [string, string][] => (pem === null ? [] : [[name, pem]])),
  );
}

/** Every name under which an authority may have been given, with what is given now: null for what is to go. */
export function everyAuthority(given: ReadonlyMap<string, string>): ReadonlyMap<string, string | null> {
  return new Map(['config', 'certificates', 'keystone'].map((name) => [name, given.get(name) ?? null]));
}

/** Where the system keeps authorities that are not its own. */
const authorityFolder = '/usr/local/share/ca-certificates';
