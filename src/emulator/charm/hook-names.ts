/** The hooks that a charm may have: those that Juju makes executable when it unpacks a charm. */
import type { CharmMetadata } from '../model/charm.ts';
import { plainHookKinds, relationHookKinds, secretHookKinds, storageHookKinds } from '../model/hook.ts';

/** The last one never runs any more, but Juju knows it still. */
const unitHooks = new Set<string>([...plainHookKinds, ...secretHookKinds, 'leader-deposed']);

function endingIn(kinds: readonly string[]): RegExp {
  return new RegExp(`^(.+)-(?:${kinds.join('|')})$`);
}

const suffixes: readonly (readonly [RegExp, (metadata: CharmMetadata) => readonly string[]])[] = [
  [endingIn(relationHookKinds), endpointNames],
  [endingIn(storageHookKinds), (metadata) => Object.keys(metadata.storage)],
  [
    endingIn(['pebble-ready', 'pebble-custom-notice', 'pebble-check-failed', 'pebble-check-recovered']),
    (metadata) => Object.keys(metadata.containers),
  ],
];

function endpointNames(metadata: CharmMetadata): readonly string[] {
  return [...Object.keys(metadata.provides), ...Object.keys(metadata.requires), ...Object.keys(metadata.peers)];
}

/** Whether a file name in hooks/ is one that Juju knows for this charm. */
export function isHookName(name: string, metadata: CharmMetadata): boolean {
  if (unitHooks.has(name)) return true;
  return suffixes.some(([pattern, names]) => names(metadata).includes(pattern.exec(name)?.[1] ?? ''));
}
