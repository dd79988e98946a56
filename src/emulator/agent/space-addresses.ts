/** Addresses of a machine in the subnets of the model's spaces, beyond the one that the machine was made with. */
import type { Machine, MachineAddress } from '../machines/machine.ts';
import type { Model } from '../model/index.ts';

/** What the machine has, and one more for each subnet of a space that it has no part in. */
export function addressesInSpaces(model: Model, machine: Machine): MachineAddress[] {
  const own = [...machine.addresses];
  const device = own[0];
  if (device === undefined) return own;
  // The last number of the machine's own address is unique in the home, and so it is in every other subnet.
  const number = Number(device.address.slice(device.address.lastIndexOf('.') + 1));
  for (const space of Object.values(model.current.spaces)) {
    for (const { cidr } of space.subnets) {
      if (own.some((address) => address.cidr === cidr)) continue;
      own.push({ ...device, address: hostOf(cidr, number), cidr });
    }
  }
  return own;
}

/** Gives a real machine those addresses that it does not have; one that shares the host's network only pretends. */
export async function applyAddresses(machine: Machine, addresses: readonly MachineAddress[]): Promise<void> {
  if (machine.rootDirectory === '/') return;
  for (const { address, cidr, interfaceName } of addresses) {
    if (machine.addresses.some((one) => one.address === address)) continue;
    const length = cidr.slice(cidr.indexOf('/'));
    await machine.run(['ip', 'address', 'replace', `${address}${length}`, 'dev', interfaceName]);
  }
}

/** The host with that number in a subnet, modulo its size. */
function hostOf(cidr: string, number: number): string {
  const [base = '', length = '24'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const network = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const host = Math.floor(network / size) * size + 1 + (number % (size - 2));
  return [24, 16, 8, 0].map((shift) => Math.floor(host / 2 ** shift) % 256).join('.');
}
