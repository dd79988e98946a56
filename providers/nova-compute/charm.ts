/**
 * A stand-in for nova-compute: takes the metadata secret of a neutron-plugin subordinate and writes the lines that the
 * real charm writes for nova-api-metadata. A relation without a secret takes the file away, as the real one purges the
 * package.
 */
import { ActiveStatus, CharmBase, type Framework, main } from '../../src/ops/index.ts';
import { type Host, systemHost, writeFile } from '../machine.ts';
import type { NovaComputeTypes } from './charm-types.ts';

const metadataConf = '/etc/nova/nova-metadata.conf';

class NovaComputeCharm extends CharmBase<NovaComputeTypes> {
  static override readonly handleKind = 'NovaComputeCharm';
  readonly host: Host;

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    const zone = String(this.config.get('default-availability-zone') ?? 'nova');
    let secret = '';
    for (const relation of this.model.relations.get('neutron-plugin')) {
      relation.data(this.unit).update({ default_availability_zone: zone });
      // The last relation wins, as in the real charm.
      for (const unit of relation.units) secret = relation.data(unit).get('metadata-shared-secret') ?? secret;
    }
    if (/^[\x21-\x7e]+$/.test(secret)) {
      this.host.files.makeDirectory('/etc/nova', { mode: 0o755, owner: 'root', group: 'root' });
      const lines = ['[neutron]', `metadata_proxy_shared_secret = ${secret}`, 'service_metadata_proxy = True'];
      writeFile(this.host, metadataConf, `${lines.join('\n')}\n`, 0o600);
    } else {
      this.host.files.remove(metadataConf);
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }
}

main((framework) => new NovaComputeCharm(framework));
