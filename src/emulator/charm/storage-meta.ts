/** `storage` of metadata.yaml. */

import type { CharmStorage } from '../model/charm.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { bool, expected, inside, map, oneOf, type Place, stringEntries, text, textList } from './coerce.ts';
import { mapEntry, type YamlValue } from './yaml-value.ts';

const name = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/;

export function readStorage(value: YamlValue, place: Place): Record<string, CharmStorage> {
  return Object.fromEntries(
    stringEntries(value, place).map(([storage, item]) => [storage, readStore(storage, item, inside(place, storage))]),
  );
}

function readStore(storage: string, value: YamlValue, place: Place): CharmStorage {
  if (!name.test(storage)) throw new CharmError('invalid-charm', `invalid storage name ${goQuote(storage)}`);
  const fields = map(value, place);
  const optional = <T>(key: string, take: (item: YamlValue, at: Place) => T, fallback: T): T => {
    const found = mapEntry(fields, key);
    return found === undefined || found.kind === 'null' ? fallback : take(found, inside(place, key));
  };
  const [minimumCount, maximumCount] = optional('multiple', readMultiple, [1, 1] as const);
  return {
    name: storage,
    description: optional('description', text, ''),
    type: oneOf(mapEntry(fields, 'type'), ['block', 'filesystem'], inside(place, 'type')),
    shared: optional('shared', bool, false),
    readOnly: optional('read-only', bool, false),
    minimumCount,
    maximumCount,
    minimumSize: optional('minimum-size', readSize, 0),
    location: optional('location', text, ''),
    properties: optional('properties', readProperties, []),
  };
}

function readMultiple(value: YamlValue, place: Place): readonly [number, number | null] {
  const here = inside(place, 'range');
  const range = mapEntry(map(value, place), 'range');
  // A bare number is taken as its text.
  const written =
    range?.kind === 'int' ? range.text : range?.kind === 'string' ? range.value : expected(here, 'string', range);
  const parts = /^(\d+)(?:(\+)|-(\d*))?$/.exec(written);
  if (parts === null) return expectedRange(here, written);
  const [, least = '0', open, most] = parts;
  const minimum = Number.parseInt(least, 10);
  if (open !== undefined) return [minimum, null];
  if (most === undefined) return [minimum, minimum];
  // `m-` is an old spelling of "m or more".
  return [minimum, most === '' ? null : Number.parseInt(most, 10)];
}

function expectedRange(place: Place, written: string): never {
  throw new CharmError(
    'invalid-charm',
    `${place.prefix}${place.path}: value ${goQuote(written)} does not match 'm', 'm-n', or 'm+'`,
  );
}

const mebibytes: Readonly<Record<string, number>> = {
  '': 1,
  M: 1,
  G: 1024,
  T: 1024 ** 2,
  P: 1024 ** 3,
  E: 1024 ** 4,
  Z: 1024 ** 5,
  Y: 1024 ** 6,
};

/** A size as Juju writes it (`1.5G`), in MiB, rounded up. */
function readSize(value: YamlValue, place: Place): number {
  const written =
    value.kind === 'string' ? value.value : value.kind === 'int' || value.kind === 'float' ? value.text : null;
  if (written === null) return expected(place, 'size', value);
  const parts = /^([0-9]+(?:\.[0-9]+)?)([MGTPEZY]?)(?:i?B)?$/.exec(written);
  const factor = mebibytes[parts?.[2] ?? ''];
  if (parts === null || factor === undefined)
    throw new CharmError('invalid-charm', `${place.prefix}${place.path}: cannot parse size ${goQuote(written)}`);
  return Math.ceil(Number(parts[1]) * factor);
}

function readProperties(value: YamlValue, place: Place): readonly string[] {
  const properties = textList(value, place);
  for (const property of properties) {
    if (property !== 'transient')
      throw new CharmError('invalid-charm', `${place.prefix}${place.path}: unexpected value ${goQuote(property)}`);
  }
  return properties;
}
