/** The hooks that a charm may have: those that Juju makes executable when it unpacks a charm. */
import type { CharmMetadata } from '../model/charm.ts';

const unitHooks = new Set([
  'install',
  'start',
  'config-changed',
  'upgrade-charm',
  'stop',
  'remove',
  'update-status',
  'leader-elected',
  'leader-deposed',
  'leader-settings-changed',
  'collect-metrics',
  'meter-status-changed',
  'pre-series-upgrade',
  'post-series-upgrade',
  'secret-changed',
  'secret-expired',
  'secret-remove',
  'secret-rotate',
]);

const suffixes: readonly (readonly [RegExp, (metadata: CharmMetadata) => readonly string[]])[] = [
  [/^(.+)-relation-(?:created|joined|changed|departed|broken)$/, endpointNames],
  [/^(.+)-storage-(?:attached|detaching)$/, (metadata) => Object.keys(metadata.storage)],
  [
    /^(.+)-pebble-(?:ready|custom-notice|check-failed|check-recovered)$/,
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
