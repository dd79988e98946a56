/** What a hook that ended well (or was passed over) changes in what its unit remembers. One transaction with the hook's own writes. */
import {
  type Hook,
  isRelationHook,
  isSecretHook,
  isStorageHook,
  type Model,
  newRelationView,
  nextRotation,
  type RelationHook,
  type RelationView,
  relationUnitKey,
  releaseStorage,
  type SecretHook,
  type StorageHook,
  type UnitAgent,
} from '../model/index.ts';

/** What was true when the hook began: a config that is changed while config-changed runs is told by another one. */
export interface HookBeginning {
  readonly configHash: string;
  readonly charmModifiedVersion: number;
  readonly leaderSettingsVersion: number;
  readonly boot: number;
  readonly updateStatusRound: number;
}

/** @param now on the model's clock */
export function completeHook(model: Model, unit: string, hook: Hook, beginning: HookBeginning, now: number): void {
  const agent = model.unitAgents.get(unit);
  const done: Partial<UnitAgent> = { current: null, queued: withoutFirst(agent, hook) };
  if (isRelationHook(hook)) {
    completeRelationHook(model, unit, hook);
    model.unitAgents.patch(unit, done);
  } else if (isStorageHook(hook)) {
    model.unitAgents.patch(unit, { ...done, attachedStorage: completeStorageHook(model, agent, hook) });
  } else if (isSecretHook(hook)) {
    model.unitAgents.patch(unit, { ...done, ...completeSecretHook(model, agent, hook, now) });
  } else {
    model.unitAgents.patch(unit, { ...done, ...plainFacts(agent, hook.kind, beginning) });
  }
}

function withoutFirst(agent: UnitAgent, hook: Hook): readonly Hook[] {
  return agent.queued[0]?.kind === hook.kind ? agent.queued.slice(1) : agent.queued;
}

function plainFacts(agent: UnitAgent, kind: Hook['kind'], beginning: HookBeginning): Partial<UnitAgent> {
  switch (kind) {
    case 'install':
      return { installed: true, configChangedOwed: true };
    case 'config-changed':
      return {
        configChangedOwed: false,
        configHash: beginning.configHash,
        ...(agent.started ? {} : { queued: [{ kind: 'start' }] }),
      };
    case 'start':
      return { started: true, startedAtBoot: beginning.boot, updateStatusRound: beginning.updateStatusRound };
    case 'upgrade-charm':
      return { configChangedOwed: true, charmModifiedVersion: beginning.charmModifiedVersion };
    case 'leader-elected':
      return { leader: true, leaderSettingsVersion: beginning.leaderSettingsVersion };
    case 'leader-settings-changed':
      return { leader: false, leaderSettingsVersion: beginning.leaderSettingsVersion };
    case 'stop':
      return { stopped: true };
    case 'remove':
      return { removed: true };
    case 'update-status':
      return { updateStatusRound: beginning.updateStatusRound };
    default:
      return {};
  }
}

function completeRelationHook(model: Model, unit: string, hook: RelationHook): void {
  const key = relationUnitKey(hook.relationId, unit);
  const view = model.relationViews.find(key) ?? newRelationView(unit, hook.relationId);
  model.relationViews.set(key, { ...view, ...viewAfter(view, hook) });
}

function viewAfter(view: RelationView, hook: RelationHook): Partial<RelationView> {
  const remote = hook.remoteUnit;
  switch (hook.kind) {
    case 'relation-created':
      return { created: true };
    case 'relation-broken':
      return { broken: true };
    case 'relation-joined':
      return remote === null ? {} : { members: { ...view.members, [remote]: hook.version }, changedPending: remote };
    case 'relation-changed': {
      if (remote === null) return { applicationVersion: hook.version };
      const changedPending = view.changedPending === remote ? null : view.changedPending;
      // A retried hook may be about a unit that has departed in the meantime: it must not come back.
      if (!(remote in view.members)) return { changedPending };
      return { members: { ...view.members, [remote]: hook.version }, changedPending };
    }
    case 'relation-departed': {
      const members = Object.fromEntries(Object.entries(view.members).filter(([member]) => member !== remote));
      return { members, changedPending: view.changedPending === remote ? null : view.changedPending };
    }
  }
}

function completeStorageHook(model: Model, agent: UnitAgent, hook: StorageHook): string[] {
  const others = agent.attachedStorage.filter((id) => id !== hook.storageId);
  if (hook.kind === 'storage-attached') return [...others, hook.storageId];
  const storage = model.storage.find(hook.storageId);
  if (storage !== undefined) releaseStorage(model, storage);
  return others;
}

function completeSecretHook(model: Model, agent: UnitAgent, hook: SecretHook, now: number): Partial<UnitAgent> {
  const told = (word: string) => [...agent.secretsTold, `${word} ${hook.secretId}/${hook.revision}`];
  switch (hook.kind) {
    case 'secret-changed':
      return { secretRevisions: { ...agent.secretRevisions, [hook.secretId]: hook.revision } };
    case 'secret-expired':
      return { secretsTold: told('expired') };
    case 'secret-remove':
      return { secretsTold: told('remove') };
    case 'secret-rotate': {
      const secret = model.secrets.find(hook.secretId);
      if (secret !== undefined) {
        model.secrets.patch(secret.id, { rotateOwed: false, nextRotate: nextRotation(secret.rotatePolicy, now) });
      }
      return {};
    }
  }
}
