/** openstack-upgrade: the upgrade that action-managed-upgrade has left to the operator, on this unit alone. */
import { candidateVersion, installedVersion } from '../../openstack/packages.ts';
import { upgradeFailure, upgradeOutcomes } from '../../openstack/upgrade.ts';
import { isUpgradeWanted, packageName } from '../install.ts';
import type { ActionRun, AstaraAction } from './action-run.ts';

export const openstackUpgrade: AstaraAction<'openstack-upgrade'> = async (action) => {
  const { event, run, reconcile } = action;
  if (run.model.config.get('action-managed-upgrade') !== true) {
    event.setResults({ outcome: upgradeOutcomes.notManaged });
    return;
  }
  if (!isAvailable(action)) {
    event.setResults({ outcome: upgradeOutcomes.none });
    return;
  }
  await reconcile({ install: true });
  const problem = run.memory.installProblem;
  if (problem === '') {
    event.setResults({ outcome: upgradeOutcomes.done, version: run.memory.version });
    return;
  }
  event.setResults({ outcome: upgradeOutcomes.failed, traceback: problem });
  event.fail(upgradeFailure);
};

/** Another origin, or a newer package in the same one. */
function isAvailable({ run }: ActionRun): boolean {
  const origin = String(run.model.config.get('openstack-origin') ?? '').trim() || 'distro';
  const git = String(run.model.config.get('openstack-origin-git') ?? '').trim();
  const gitOrigin = git === '' ? null : String(run.model.config.get('openstack-origin-git'));
  if (isUpgradeWanted(run.memory, { origin, gitOrigin })) return true;
  if (gitOrigin !== null) return false;
  const { host } = run.around;
  const installed = installedVersion(host, packageName);
  const candidate = candidateVersion(host, packageName);
  return installed !== null && candidate !== null && candidate !== installed;
}
