/** Leaving a host as it was found: everything the charm brought goes, and nothing else. */
import { clearDeferredRestarts } from '../openstack/deferred-restarts.ts';
import { reloadNrpe, removeNrpeChecks } from '../openstack/nrpe-checks.ts';
import { allowPackageRestarts } from '../openstack/restart-policy.ts';
import { reloadServiceManager, unmaskService } from '../openstack/services.ts';
import { trustAuthorities, updateStore } from '../openstack/system-ca.ts';
import type { Host } from '../system/host.ts';
import { paths, serviceName, serviceUser } from './astara/paths.ts';
import { everyAuthority } from './files.ts';
import { followUp } from './follow-up.ts';
import { removePackage, removeScripts } from './install.ts';
import { removeMade } from './installed-parts.ts';
import { emptyMemory, forgetService, type Memory } from './memory.ts';
import { stopOrchestrator } from './workload/service.ts';

/** The stop hook: the service goes first, so that the other orchestrators take over its routers at once. */
export function leaveService(host: Host, memory: Memory): void {
  if (host.files.exists(paths.unitFile)) stopOrchestrator(host);
  forgetService(memory);
  memory.watch = null;
}

/** The remove hook: files, links, the user, the monitoring, the trust. Other charms' files are not ours to touch. */
export async function leaveHost(host: Host, memory: Memory, application: string): Promise<void> {
  leaveService(host, memory);
  if (memory.paused) unmaskService(host, serviceName);
  clearDeferredRestarts(host, application, [serviceName]);
  allowPackageRestarts(host, application);
  const checks = { contents: [], changed: removeNrpeChecks(host, application, [serviceName]) };
  followUp(memory, { what: 'checks', ...checks }, () => reloadNrpe(host));
  const trust = { contents: [], changed: trustAuthorities(host, application, everyAuthority(new Map())) };
  followUp(memory, { what: 'authorities', ...trust }, () => updateStore(host));
  removeScripts(host);
  for (const path of [paths.unitFile, paths.logrotate, paths.sudoers]) host.files.remove(path);
  removeMade(host);
  await removePackage(host);
  // Last, for the note of what there is to remove is in there.
  for (const folder of [paths.configFolder, paths.home, paths.logs]) host.files.removeTree(folder);
  reloadServiceManager(host);
  if (host.userId(serviceUser) !== null) host.run('userdel', [serviceUser]);
  Object.assign(memory, emptyMemory());
}
