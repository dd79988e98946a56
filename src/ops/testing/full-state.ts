/** One of everything that a charm declares, for tests that want a model where nothing is missing. */
import type { CharmDescription, Endpoint } from '../typegen/description.ts';
import { peerRelation, type Relation, relation, subordinateRelation } from './parts/relation.ts';
import { resource, storage } from './parts/storage.ts';
import type { StateInput } from './state.ts';

function relationOf(endpoint: Endpoint): Relation {
  if (endpoint.role === 'peers') return peerRelation({ endpoint: endpoint.name });
  const remote = { endpoint: endpoint.name, remoteApp: `${endpoint.name.replaceAll('_', '-')}-remote` };
  return endpoint.scope === 'container' ? subordinateRelation(remote) : relation(remote);
}

export function oneOfEverything(charm: CharmDescription): Pick<StateInput, 'relations' | 'storages' | 'resources'> {
  return {
    relations: charm.endpoints.map(relationOf),
    storages: charm.storages.map((name) => storage({ name })),
    resources: charm.resources.map((name) => resource(name, `/var/lib/juju/resources/${name}`)),
  };
}
