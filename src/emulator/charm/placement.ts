/** Where a unit is put: `--to` on the command line and `to:` in a bundle. */
import { applicationOf, isApplicationName, isUnitName } from '../model/names.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { isMachineId } from './names.ts';

export interface Placement {
  /** `lxd` and the like when a container on the target is meant; emulated machines have none, so it is shown but not made. */
  readonly container: string | null;
  readonly target:
    | { readonly kind: 'new' }
    | { readonly kind: 'machine'; readonly id: string }
    | { readonly kind: 'unit'; readonly unit: string }
    | { readonly kind: 'application'; readonly application: string };
}

const containers = new Set(['lxd', 'kvm', 'lxc']);

/** Reads one placement; throws with the text that Juju has for bundles. */
export function parsePlacement(text: string): Placement {
  const refuse = (): never => {
    throw new CharmError('invalid-bundle', `invalid placement syntax ${goQuote(text)}`);
  };
  const colon = text.indexOf(':');
  const container = colon < 0 ? null : text.slice(0, colon);
  const target = text.slice(colon + 1);
  if (container !== null && !containers.has(container)) return refuse();
  if (target === 'new' || (target === '' && container !== null)) return { container, target: { kind: 'new' } };
  if (isMachineId(target)) return { container, target: { kind: 'machine', id: target } };
  if (isUnitName(target)) return { container, target: { kind: 'unit', unit: target } };
  if (isApplicationName(target)) {
    // `--to lxd` means a container on a new machine.
    if (container === null && containers.has(target)) return { container: target, target: { kind: 'new' } };
    return { container, target: { kind: 'application', application: target } };
  }
  return refuse();
}

/** The application that a placement refers to; null when it names a machine or a new one. */
export function placementApplication(placement: Placement): string | null {
  const { target } = placement;
  if (target.kind === 'application') return target.application;
  return target.kind === 'unit' ? applicationOf(target.unit) : null;
}
