/** A hook to run: what Juju's uniter calls hook info. */

export const plainHookKinds = [
  'install',
  'start',
  'config-changed',
  'upgrade-charm',
  'stop',
  'remove',
  'update-status',
  'leader-elected',
  'leader-settings-changed',
  'collect-metrics',
  'meter-status-changed',
  'pre-series-upgrade',
  'post-series-upgrade',
] as const;

export const relationHookKinds = [
  'relation-created',
  'relation-joined',
  'relation-changed',
  'relation-departed',
  'relation-broken',
] as const;

export const storageHookKinds = ['storage-attached', 'storage-detaching'] as const;

export const secretHookKinds = ['secret-changed', 'secret-rotate', 'secret-expired', 'secret-remove'] as const;

export type PlainHookKind = (typeof plainHookKinds)[number];
export type RelationHookKind = (typeof relationHookKinds)[number];
export type StorageHookKind = (typeof storageHookKinds)[number];
export type SecretHookKind = (typeof secretHookKinds)[number];
export type HookKind = PlainHookKind | RelationHookKind | StorageHookKind | SecretHookKind;

export interface PlainHook {
  readonly kind: PlainHookKind;
}

export interface RelationHook {
  readonly kind: RelationHookKind;
  readonly relationId: number;
  /** The local endpoint. */
  readonly endpoint: string;
  readonly remoteApplication: string;
  /** Null in created, broken and a changed that is about the application's bag. */
  readonly remoteUnit: string | null;
  /** Only with departed: the unit that leaves, which may be the local one. */
  readonly departingUnit: string | null;
  /** Version of the bag that a joined or changed has seen when it was chosen; kept as seen once the hook succeeded. */
  readonly version: number;
}

export interface StorageHook {
  readonly kind: StorageHookKind;
  /** For example `data/0`. */
  readonly storageId: string;
}

export interface SecretHook {
  readonly kind: SecretHookKind;
  /** Without `secret:`. */
  readonly secretId: string;
  readonly revision: number;
  /** The label that the unit knows it by, or empty. */
  readonly label: string;
}

export type Hook = PlainHook | RelationHook | StorageHook | SecretHook;

export function isRelationHook(hook: Hook): hook is RelationHook {
  return 'relationId' in hook;
}

export function isStorageHook(hook: Hook): hook is StorageHook {
  return 'storageId' in hook;
}

export function isSecretHook(hook: Hook): hook is SecretHook {
  return 'secretId' in hook;
}

/** The name of the file under hooks/, for example `db-relation-joined` or `data-storage-attached`. */
export function hookName(hook: Hook): string {
  if (isRelationHook(hook)) return `${hook.endpoint}-${hook.kind}`;
  if (isStorageHook(hook)) return `${hook.storageId.slice(0, hook.storageId.lastIndexOf('/'))}-${hook.kind}`;
  return hook.kind;
}
