/** Spaces and their subnets, as `juju spaces`, `show-space` and `subnets` show them. */
import { alphaSpace, type Model, type Space } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { compareNaturally } from '../tools/natural-order.ts';
import { inNaturalOrder } from './columns.ts';
import { byName, struct } from './document.ts';
import { bindingsOf } from './status-view.ts';

/** In the order in which they were made. */
export function spacesOf(model: Model): Space[] {
  return Object.values(model.current.spaces).sort((a, b) => compareNaturally(a.id, b.id));
}

/** CIDRs. What machines have and no space was given belongs to the space that every model has. */
function subnetsOf(model: Model, space: Space): string[] {
  const given = space.subnets.map(({ cidr }) => cidr);
  if (space.name !== alphaSpace) return given.sort();
  const taken = new Set(spacesOf(model).flatMap((each) => each.subnets.map(({ cidr }) => cidr)));
  const found = addressesOf(model).map(({ cidr }) => cidr);
  return [...new Set([...given, ...found.filter((cidr) => !taken.has(cidr))])].sort();
}

function addressesOf(model: Model) {
  return model.machines.values().flatMap((machine) => machine.interfaces.flatMap((device) => device.addresses));
}

function typeOf(cidr: string): string {
  return cidr.includes(':') ? 'ipv6' : 'ipv4';
}

/** The table is as wide in every row, and ends with an empty one. */
export function spacesTable(model: Model): string {
  const rows = spacesOf(model).flatMap((space): string[][] => {
    const [first = '', ...others] = subnetsOf(model, space);
    return [[space.name, space.id, first], ...others.map((cidr) => ['', '', cidr])];
  });
  const all = [['Name', 'Space ID', 'Subnets'], ...rows, ['', '', '']];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

export function spacesDocument(model: Model): GoValue {
  const spaces = spacesOf(model).map((space) =>
    struct({
      id: space.id,
      name: space.name,
      subnets: byName(
        subnetsOf(model, space),
        (cidr) => cidr,
        (cidr) => struct({ type: typeOf(cidr), status: 'in-use', zones: [] }),
      ),
    }),
  );
  return struct({ spaces });
}

export function spaceDocument(model: Model, space: Space): GoValue {
  const bound = model.applications
    .values()
    .filter((application) => Object.values(bindingsOf(model, application)).includes(space.name));
  const inSpace = model.machines
    .values()
    .filter((machine) =>
      machine.interfaces.some((device) => device.addresses.some((address) => address.space === space.name)),
    );
  return struct({
    space: struct({
      id: space.id,
      name: space.name,
      subnets: subnetsOf(model, space).map((cidr) => struct({ cidr, 'vlan-tag': 0n })),
    }),
    applications: inNaturalOrder(bound.map(({ name }) => name)),
    'machine-count': BigInt(inSpace.length),
  });
}

/** @param only the name of the space whose subnets are wanted; empty is all. Null when there are none. */
export function subnetsDocument(model: Model, only: string): GoValue | null {
  const subnets = spacesOf(model)
    .filter(({ name }) => only === '' || name === only)
    .flatMap((space) => subnetsOf(model, space).map((cidr) => ({ cidr, space: space.name })));
  if (subnets.length === 0) return null;
  return struct({
    subnets: byName(
      subnets,
      ({ cidr }) => cidr,
      ({ cidr, space }) => struct({ type: typeOf(cidr), status: 'in-use', space, zones: [] }),
    ),
  });
}
