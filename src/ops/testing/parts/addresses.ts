/** The addresses that a test has when it names none: from the block that RFC 5737 sets aside for documentation. */
import type { Bag } from './relation.ts';

/** The address of our own unit where a test gives none. */
export const OWN_ADDRESS = '192.0.2.0';

/** The keys that Juju itself puts into every unit's databag. */
export function addressKeys(address: string): Bag {
  return { 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address };
}

/** What a remote unit's databag holds when a test says nothing of it; units get addresses of their own. */
export function remoteUnitBag(unitId: number): Bag {
  return addressKeys(`192.0.2.${(unitId % 250) + 1}`);
}
