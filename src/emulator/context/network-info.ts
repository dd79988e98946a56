/** What network-get tells: the addresses of a binding's space. */
import {
  boundInterfaces,
  charmEndpoints,
  egressSubnets,
  ingressAddresses,
  type Model,
  type NetworkInterface,
} from '../model/index.ts';
import type { ContextRelation } from './context-relation.ts';

export interface NetworkInfo {
  readonly interfaces: readonly NetworkInterface[];
  readonly ingressAddresses: readonly string[];
  readonly egressSubnets: readonly string[];
}

/** The addresses of an endpoint or extra binding; null when the charm has none of that name, or its space no address. */
export function networkInfo(
  model: Model,
  unit: string,
  binding: string,
  relation: ContextRelation | null,
): NetworkInfo | null {
  const { application } = model.units.get(unit);
  const { metadata } = model.charmOf(application);
  const known = charmEndpoints(metadata).some(({ name }) => name === binding);
  if (!known && !metadata.extraBindings.includes(binding)) return null;
  const interfaces = boundInterfaces(model, unit, binding);
  if (interfaces.length === 0) return null;
  const via = relation?.endpoint === binding ? model.relation(relation.id).via : [];
  return {
    interfaces,
    ingressAddresses: ingressAddresses(model, unit, binding),
    egressSubnets: egressSubnets(model, unit, binding, via),
  };
}
