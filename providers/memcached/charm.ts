/** A stand-in for the memcached charm: a real memcached, and `host` and `port` for every client. */
import { ActiveStatus, CharmBase, type Framework, main } from '../../src/ops/index.ts';
import { ensurePackages, ensureService, type Host, systemHost, writeFile } from '../machine.ts';
import type { MemcachedTypes } from './charm-types.ts';

const port = 11211;

class MemcachedCharm extends CharmBase<MemcachedTypes> {
  static override readonly handleKind = 'MemcachedCharm';
  readonly host: Host;

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    ensurePackages(this.host, { memcached: '/usr/bin/memcached' });
    const changed = writeFile(this.host, '/etc/memcached.conf', `-m 32\n-p ${port}\n-u memcache\n-l 0.0.0.0\n`);
    ensureService(this.host, 'memcached', changed);
    for (const relation of this.model.relations.get('cache')) {
      const address = this.model.getBinding(relation)?.network.bindAddress;
      if (address != null) relation.data(this.unit).update({ host: address, port: String(port), 'udp-port': '0' });
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }
}

main((framework) => new MemcachedCharm(framework));
