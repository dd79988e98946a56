/** Words of Juju that the emulator does not have, and why, for those who type what they are used to. */
const groups: readonly (readonly [reason: string, words: string])[] = [
  [
    'there is no controller and no cloud here; "juju deploy" or "juju add-model" makes the model',
    `bootstrap controllers show-controller destroy-controller kill-controller controller-config register unregister
    clouds add-cloud show-cloud remove-cloud update-cloud regions credentials add-credential remove-credential
    update-credential autoload-credentials add-k8s enable-ha login logout whoami migrate upgrade-controller upgrade-model
    sync-agent-binary dashboard`,
  ],
  [
    'there is one user, who may do everything',
    'users add-user remove-user show-user grant revoke change-user-password',
  ],
  [
    'there is one model, and nobody to offer to',
    'offer offers show-offer remove-offer find-offers consume remove-saas grant-cloud revoke-cloud',
  ],
  ['hooks run without a terminal; look with "juju exec", "juju ssh" or "juju debug-log"', 'debug-hooks debug-code'],
  ['charms come from folders, archives and this project, not from Charmhub', 'find info download charm-resources'],
  ['machines are all alike', 'constraints set-constraints model-constraints set-model-constraints'],
  [
    'it is among what the emulator does not play yet',
    `export-bundle diff-bundle rename-space remove-space move-to-space reload-spaces create-storage-pool storage-pools
    update-storage-pool remove-storage-pool import-filesystem secret-backends show-secret-backend add-secret-backend
    scale-application set-application-base upgrade-machine retry-provisioning firewall-rules set-firewall-rule
    enable-command disable-command disabled-commands model-defaults model-secret-backend enable-destroy-controller
    help-action-commands help-hook-commands documentation`,
  ],
];

const reasons = new Map(groups.flatMap(([reason, words]) => words.split(/\s+/).map((word) => [word, reason] as const)));

/** Null for a word that is none of Juju's. */
export function whyAbsent(word: string): string | null {
  return reasons.get(word) ?? null;
}
