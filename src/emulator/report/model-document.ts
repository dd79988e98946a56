/** What `juju show-model` and `juju models` say of the model. */
import { availableParallelism } from 'node:os';
import type { Model, ModelInfo } from '../model/index.ts';
import type { GoValue } from '../tools/go-value.ts';
import { byName, struct } from './document.ts';

export function modelStatus({ destroying }: ModelInfo): string {
  return destroying ? 'destroying' : 'available';
}

export function modelDocument({ current, machines }: Model): GoValue {
  // Machines share this host.
  const cores = BigInt(availableParallelism());
  return struct({
    name: `${current.owner}/${current.name}`,
    'short-name': current.name,
    'model-uuid': current.uuid,
    'model-type': 'iaas',
    'controller-name': current.controllerName,
    'is-controller': false,
    owner: current.owner,
    cloud: current.cloudName,
    region: current.region,
    type: current.cloudType,
    life: current.destroying ? 'dying' : 'alive',
    status: struct({ current: modelStatus(current) }),
    users: { [current.owner]: struct({ access: 'admin', 'last-connection': 'just now' }) },
    machines: byName(
      machines.values(),
      ({ id }) => id,
      () => struct({ cores }),
    ),
    'agent-version': current.jujuVersion,
    'machine-kind': current.machineMode,
  });
}
