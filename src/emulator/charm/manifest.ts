/** manifest.yaml: the bases that the charm was built for. */
import type { CharmBase } from '../model/charm.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { parseYaml } from './yaml-read.ts';
import type { YamlMap } from './yaml-value.ts';
import { mapEntry } from './yaml-value.ts';

const systems = new Set(['ubuntu', 'centos', 'windows', 'osx', 'opensuse', 'genericlinux']);
const risks = new Set(['stable', 'candidate', 'beta', 'edge']);
const architectures: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  arm64: 'arm64',
  aarch64: 'arm64',
  ppc64el: 'ppc64el',
  ppc64le: 'ppc64el',
  s390x: 's390x',
  riscv64: 'riscv64',
};

function invalid(problem: string): never {
  throw new CharmError('invalid-charm', `manifest: ${problem} not valid`);
}

export function readManifest(content: string): readonly CharmBase[] {
  const manifest = parseYaml(content);
  if (manifest.kind !== 'map') return [];
  const bases = mapEntry(manifest, 'bases');
  if (bases === undefined || bases.kind === 'null') return [];
  if (bases.kind !== 'list') throw new CharmError('invalid-charm', 'manifest: bases: expected list');
  return bases.items.map((item) => (item.kind === 'map' ? readBase(item) : invalid('base')));
}

function word(map: YamlMap, key: string): string {
  const value = mapEntry(map, key);
  if (value === undefined) return '';
  if (value.kind === 'string') return value.value;
  // A channel such as 24.04 is a number to YAML, but its text is what is meant.
  return value.kind === 'float' || value.kind === 'int' ? value.text : '';
}

function readBase(map: YamlMap): CharmBase {
  const name = word(map, 'name');
  if (name === '') invalid('base without name');
  if (!systems.has(name)) invalid(`os ${goQuote(name)}`);
  const listed = mapEntry(map, 'architectures');
  const names = listed?.kind === 'list' ? listed.items : [];
  return {
    name,
    channel: readChannel(word(map, 'channel')),
    architectures: names.map((item) => {
      const given = item.kind === 'string' ? item.value : '';
      return architectures[given] ?? invalid(`architecture ${goQuote(given)}`);
    }),
  };
}

/** `24.04`, `24.04/stable` or `24.04/stable/branch`, with the risk filled in. */
export function readChannel(written: string): string {
  const [track = '', risk = 'stable', branch, ...rest] = written.split('/');
  if (track === '' || rest.length > 0 || !risks.has(risk)) return invalid('channel');
  return branch === undefined ? `${track}/${risk}` : `${track}/${risk}/${branch}`;
}
