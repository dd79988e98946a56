/** `juju add-space`: a network that endpoints can be bound to. Machines get an address in each of its subnets. */
import type { Model, Space, Store } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

const cidrPattern = /^((?:[0-9]{1,3}\.){3}[0-9]{1,3})\/([0-9]{1,2})$/;

/** The subnets become the new space's, also those that another one had. */
export function addSpace(store: Store, name: string, cidrs: readonly string[]): Space {
  const { model } = store;
  const { spaces } = model.current;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) refuse('not-valid', `${goQuote(name)} is not a valid space name`);
  if (Object.hasOwn(spaces, name))
    refuse('already-exists', `adding space ${goQuote(name)}: space ${goQuote(name)} already exists`);
  for (const cidr of cidrs) {
    const [, address = '', length = ''] = cidrPattern.exec(cidr) ?? [];
    if (
      address === '' ||
      Number(length) > 29 ||
      Number(length) < 8 ||
      address.split('.').some((part) => Number(part) > 255)
    ) {
      refuse('not-valid', `${goQuote(cidr)} is not the CIDR of an IPv4 subnet between /8 and /29`);
    }
  }
  const others = Object.values(spaces).map((space) => ({
    ...space,
    subnets: space.subnets.filter(({ cidr }) => !cidrs.includes(cidr)),
  }));
  const space: Space = { id: String(others.length), name, subnets: cidrs.map((cidr) => ({ cidr })) };
  model.patchInfo({ spaces: Object.fromEntries([...others, space].map((each) => [each.name, each])) });
  store.commit();
  return space;
}

export function spaceNamed(model: Model, name: string): Space {
  const { spaces } = model.current;
  const found = Object.hasOwn(spaces, name) ? spaces[name] : undefined;
  return found ?? refuse('not-found', `space ${goQuote(name)} not found`);
}
