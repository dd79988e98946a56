/** Which addresses a unit has for an endpoint (spec: addresses come from the machine, by the space that the endpoint is bound to). */
import type { InterfaceAddress, NetworkInterface } from './machine-info.ts';
import type { Model } from './model.ts';
import { alphaSpace } from './model-info.ts';

/** The space of an endpoint or extra binding; `''` asks for the application's default. */
export function spaceOf(model: Model, application: string, binding: string): string {
  const { bindings } = model.applications.get(application);
  return bindings[binding] ?? bindings[''] ?? alphaSpace;
}

/** Interfaces that have an address in the space of the binding, with those addresses only. */
export function boundInterfaces(model: Model, unit: string, binding: string): NetworkInterface[] {
  const { application, machine } = model.units.get(unit);
  const space = spaceOf(model, application, binding);
  return model.machines
    .get(machine)
    .interfaces.map((device) => ({
      ...device,
      addresses: device.addresses.filter((address) => address.space === space),
    }))
    .filter((device) => device.addresses.length > 0);
}

function boundAddresses(model: Model, unit: string, binding: string): InterfaceAddress[] {
  return boundInterfaces(model, unit, binding).flatMap((device) => device.addresses);
}

/** Addresses at which others reach the unit for this endpoint: here always those that it binds to. */
export function ingressAddresses(model: Model, unit: string, binding: string): string[] {
  return boundAddresses(model, unit, binding).map((address) => address.value);
}

/** Subnets that the unit's traffic comes from: the relation's `--via`, the model's setting, or its own address as a host subnet. */
export function egressSubnets(model: Model, unit: string, binding: string, via: readonly string[] = []): string[] {
  if (via.length > 0) return [...via];
  const setting = model.current.config['egress-subnets'];
  if (typeof setting === 'string' && setting.trim() !== '') return setting.split(',').map((subnet) => subnet.trim());
  const first = ingressAddresses(model, unit, binding)[0];
  if (first === undefined) return [];
  return [`${first}/${first.includes(':') ? 128 : 32}`];
}

/** The keys that Juju itself puts into a unit's bag on entering scope. */
export function networkSettings(
  model: Model,
  unit: string,
  endpoint: string,
  via: readonly string[] = [],
): Record<string, string> {
  const address = ingressAddresses(model, unit, endpoint)[0];
  if (address === undefined) return {};
  return {
    'egress-subnets': egressSubnets(model, unit, endpoint, via).join(','),
    'ingress-address': address,
    'private-address': address,
  };
}

/** The unit's private address; empty while its machine has none. */
export function privateAddress(model: Model, unit: string): string {
  return ingressAddresses(model, unit, '')[0] ?? machineAddress(model, model.units.get(unit).machine);
}

/** A machine's first address; empty while it has none. */
export function machineAddress(model: Model, machine: string): string {
  return model.machines.get(machine).interfaces.flatMap((device) => device.addresses)[0]?.value ?? '';
}
