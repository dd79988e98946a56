/** `juju add-space`: a network that endpoints can be bound to. Machines get an address in each of its subnets. */
import type { Space, Store } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

const cidrPattern = /^((?:[0-9]{1,3}\.){3}[0-9]{1,3})\/([0-9]{1,2})$/;

export function addSpace(store: Store, name: string, cidrs: readonly string[]): Space {
  const { model } = store;
  const { spaces } = model.current;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) refuse('not-valid', `${goQuote(name)} is not a valid space name`);
  if (Object.hasOwn(spaces, name))
    refuse('already-exists', `adding space ${goQuote(name)}: space ${goQuote(name)} already exists`);
  const taken = new Set(Object.values(spaces).flatMap((space) => space.subnets.map((subnet) => subnet.cidr)));
  for (const cidr of cidrs) {
    const [, address = '', length = ''] = cidrPattern.exec(cidr) ?? [];
    if (
      address === '' ||
      Number(length) > 29 ||
      Number(length) < 8 ||
      address.split('.').some((part) => Number(part) > 255)
    ) {
      refuse('not-valid', `${goQuote(cidr)} is not a valid CIDR of an IPv4 subnet between /8 and /29`);
    }
    if (taken.has(cidr)) refuse('already-exists', `subnet ${goQuote(cidr)} belongs to another space`);
  }
  const space: Space = { id: String(Object.keys(spaces).length), name, subnets: cidrs.map((cidr) => ({ cidr })) };
  model.patchInfo({ spaces: { ...spaces, [name]: space } });
  store.commit();
  return space;
}
