/**
 * Where the orchestrators meet, as one URL for tooz. All of ZooKeeper's servers stand in it; of memcached tooz can
 * use one only. Times are whole seconds: tooz refuses fractions.
 */
import { hostInUrl } from '../../openstack/addresses.ts';
import type { Readiness } from '../../ops/index.ts';
import type { CacheData } from '../relations/cache.ts';
import type { ZookeeperData } from '../relations/zookeeper.ts';

export interface Coordination {
  readonly backend: 'zookeeper' | 'memcached';
  readonly url: string;
  readonly group: string;
  readonly servers: readonly { readonly host: string; readonly port: number }[];
}

/** ZooKeeper outweighs memcached, which has no failover; null when neither has answered. */
export function chooseCoordination(
  zookeeper: Readiness<ZookeeperData>,
  cache: Readiness<CacheData>,
  group: string,
  sessionTimeout: number,
): Coordination | null {
  if (zookeeper.kind === 'ready') {
    const { servers } = zookeeper.data;
    const hosts = servers.map((server) => `${hostInUrl(server.host)}:${server.port}`).join(',');
    return { backend: 'zookeeper', url: `kazoo://${hosts}?timeout=${sessionTimeout}`, group, servers };
  }
  if (cache.kind === 'ready') {
    const { host, port } = cache.data;
    const url = `memcached://${hostInUrl(host)}:${port}?timeout=${sessionTimeout}`;
    return { backend: 'memcached', url, group, servers: [{ host, port }] };
  }
  return null;
}

/** The group's name: an element of a path in ZooKeeper, so without a slash, and different for each cloud. */
export function coordinationGroup(configured: string | null, model: string, app: string): string {
  if (configured !== null) return configured;
  return `astara.orchestrator.${model}.${app}`.replace(/[^A-Za-z0-9_.-]/g, '-');
}
