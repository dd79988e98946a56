/** lxd-profile.yaml: kept for show, since emulated machines are no LXD containers; still refused where Juju refuses it. */
import type { JsonObject } from '../model/json.ts';
import { CharmError } from './charm-error.ts';
import { isJsonObject } from './json-object.ts';
import { parseYaml } from './yaml-read.ts';
import { keyText, mapEntry, toJson } from './yaml-value.ts';

const deviceTypes = new Set(['unix-char', 'unix-block', 'gpu', 'usb']);

function invalid(problem: string): never {
  throw new CharmError('invalid-charm', `invalid lxd-profile.yaml: ${problem}`);
}

export function readLxdProfile(content: string): JsonObject | null {
  const profile = parseYaml(content);
  if (profile.kind === 'null') return null;
  if (profile.kind !== 'map') return invalid('expected a map');
  const config = mapEntry(profile, 'config');
  if (config?.kind === 'map') {
    for (const [key] of config.entries) {
      if (/^(boot|limits|migration)/.test(keyText(key))) invalid(`contains config value "${keyText(key)}"`);
    }
  }
  const devices = mapEntry(profile, 'devices');
  if (devices?.kind === 'map') {
    for (const [, device] of devices.entries) {
      const type = device.kind === 'map' ? mapEntry(device, 'type') : undefined;
      const word = type?.kind === 'string' ? type.value : '';
      if (!deviceTypes.has(word)) invalid(`contains device type "${word}"`);
    }
  }
  const json = toJson(profile);
  return isJsonObject(json) ? json : null;
}
