/**
 * A config-changed hook in which nothing has changed: Juju runs it when it restarts its agent or learns of an address, and
 * a full reconcile asks it some forty questions. All that a relation, a secret or the leader's seat can bring has a hook of
 * its own, so when the last reconcile left nothing to do, it is enough to see that the options, our addresses, leadership,
 * the host and the files on it are what they were.
 */
import { checkFiles } from '../openstack/nrpe-checks.ts';
import { policyPath } from '../openstack/restart-policy.ts';
import type { RestingOn } from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import { consoleScripts, paths, serviceName } from './astara/paths.ts';
import type { BindingAddresses, Facts } from './facts.ts';
import { folders } from './files.ts';
import { changeMark } from './fingerprint.ts';
import { agentFiles, bindingAddress, neutronSecretPath, readHost } from './host-facts.ts';
import { isUpgradeWanted } from './install.ts';
import type { Memory, Standstill, Watch } from './memory.ts';
import type { Run } from './run.ts';
import { isUp, runningSigns } from './workload/health.ts';
import { scriptFolder } from './write-files.ts';

/** What to compare the next config-changed with; null while that one has to look at everything. */
export function standstillOf(run: Run, facts: Facts): Standstill | null {
  const { memory, around, model } = run;
  const owing = !memory.settled || isHeld(memory) || memory.health?.kind !== 'healthy';
  // Restarts that the operator wants to see first, and an upgrade that waits for his action, are looked up in each hook.
  const tended = !facts.config.autoRestarts || isUpgradeWanted(memory, facts.config);
  if (owing || tended || !isBound(facts)) return null;
  return { juju: jujuMark(run), host: hostMark(around.host, model.app.name) };
}

/** Whether everything is as it was. Asks Juju only when the host is. */
export function standsStill(run: Run): boolean {
  const { memory, around, model } = run;
  const { standstill, watch, bindings } = memory;
  if (standstill === null || bindings === null || watch === null || !memory.settled || isHeld(memory)) return false;
  if (!isUp(around.host, watch) || hostMark(around.host, model.app.name) !== standstill.host) return false;
  const names = boundNames(bindings);
  model.load(changeableParts(bindings));
  if (jujuMark(run) !== standstill.juju) return false;
  const preferIpv6 = model.config.get('prefer-ipv6') === true;
  const moved = names.some(
    ({ name, address }) => bindingAddress(model.getBinding(name).network, preferIpv6) !== address,
  );
  const resting = moved ? null : restingOn(run, watch);
  if (resting !== null) model.atRest(resting);
  return !moved;
}

function isHeld(memory: Memory): boolean {
  return memory.paused || memory.seriesUpgrading;
}

/** Whether Juju has told every address that we use: one that is yet to come would not be asked for. */
function isBound({ bindings, config, relations }: Facts): boolean {
  const needed = (type: 'public' | 'admin'): boolean =>
    config.endpoints[type].hostname === null && config.endpoints[type].networks.length === 0;
  if (bindings.internal === null) return false;
  if (relations['shared-db'].length > 0 && bindings.sharedDatabase === null) return false;
  return (['public', 'admin'] as const).every((type) => !needed(type) || bindings[type] !== null);
}

/** What every config-changed hook asks first: all that may have changed without a hook of its own. */
export function changeableParts(bindings: BindingAddresses): {
  readonly config: true;
  readonly leadership: true;
  readonly bindings: readonly ReturnType<typeof boundNames>[number]['name'][];
  readonly first: true;
} {
  return { config: true, leadership: true, bindings: boundNames(bindings).map(({ name }) => name), first: true };
}

/** The bindings whose addresses are in use. */
export function boundNames(bindings: BindingAddresses): readonly { readonly name: string; readonly address: string }[] {
  const { sharedDatabase, ...others } = bindings;
  return Object.entries({ 'shared-db': sharedDatabase, ...others }).flatMap(([name, address]) =>
    address === null ? [] : [{ name, address }],
  );
}

function jujuMark({ model, availabilityZone, proxies }: Run): string {
  const options = Object.entries(model.config.toObject()).sort(([one], [other]) => (one < other ? -1 : 1));
  return changeMark(JSON.stringify([options, model.unit.isLeader(), availabilityZone, proxies]));
}

/** Everything of ours on the host, and what is installed. A folder changes with what others put in it, so of it only mode and owner count. */
function hostMark(host: Host, application: string): string {
  return changeMark(
    JSON.stringify([
      readHost(host),
      filesOf(host, application).map((path) => [path, host.files.stamp(path)]),
      folders.map(({ path }) => host.files.attributes(path)),
    ]),
  );
}

function filesOf(host: Host, application: string): readonly string[] {
  const bin = scriptFolder(host);
  return [
    ...ownFiles,
    ...['config', 'certificates', 'keystone'].map(
      (name) => `/usr/local/share/ca-certificates/${application}-${name}.crt`,
    ),
    policyPath(application),
    ...checkFiles(host, application, [serviceName]),
    ...consoleScripts.map((name) => `${bin}/${name}`),
  ];
}

/** All that has been looked at here, for whom looks whether any of it has changed; null where that is not enough. */
function restingOn({ around, model }: Run, watch: Watch): RestingOn | null {
  const signs = runningSigns(around.host, watch);
  if (signs === null) return null;
  return {
    ...signs,
    files: [...signs.files, ...filesOf(around.host, model.app.name), ...agentFiles, neutronSecretPath],
    folders: folders.map(({ path }) => path),
  };
}

const ownFiles = [
  // Changes with any package, ours included, which the host's own upgrades may have replaced.
  '/var/lib/dpkg/status',
  paths.config,
  paths.legacyConfig,
  paths.providerRules,
  paths.sshPublicKey,
  paths.sshPrivateKey,
  paths.rootwrap,
  paths.networkFilters,
  paths.databaseAuthority,
  paths.databaseCertificate,
  paths.databaseKey,
  paths.messagingAuthority,
  paths.environment,
  paths.logrotate,
  paths.sudoers,
  paths.unitFile,
] as const;
