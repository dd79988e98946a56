/** `resources` of metadata.yaml. */

import type { CharmResource } from '../model/charm.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { inside, map, type Place, stringEntries, text } from './coerce.ts';
import { mapEntry, type YamlValue } from './yaml-value.ts';

function invalid(message: string): never {
  throw new CharmError('invalid-charm', message);
}

export function readResources(value: YamlValue, place: Place): Record<string, CharmResource> {
  const resources = stringEntries(value, place).map(([name, item]): readonly [string, CharmResource] => {
    if (name === '') invalid('resource missing name');
    const here = inside(place, name);
    const fields = map(item, here);
    const word = (key: string, fallback: string): string => {
      const found = mapEntry(fields, key);
      return found === undefined || found.kind === 'null' ? fallback : text(found, inside(here, key));
    };
    const type = word('type', 'file');
    if (type !== 'file' && type !== 'oci-image') return invalid(`unsupported resource type ${goQuote(type)}`);
    const filename = word('filename', '');
    if (type === 'file') {
      if (filename === '') invalid('resource missing filename');
      if (filename.includes('/')) invalid(`filename cannot contain "/" (got ${goQuote(filename)})`);
    }
    return [name, { name, type, filename, description: word('description', '') }];
  });
  return Object.fromEntries(resources);
}
