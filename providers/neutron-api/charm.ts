/** A stand-in for neutron-api: tells its plugin subordinate that the API would be ready. */
import { ActiveStatus, CharmBase, type Framework, main } from '../../src/ops/index.ts';
import type { NeutronApiTypes } from './charm-types.ts';

class NeutronApiCharm extends CharmBase<NeutronApiTypes> {
  static override readonly handleKind = 'NeutronApiCharm';

  constructor(framework: Framework) {
    super(framework);
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    for (const relation of this.model.relations.get('neutron-plugin-api-subordinate')) {
      relation.data(this.unit).update({ 'neutron-api-ready': 'yes' });
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }
}

main((framework) => new NeutronApiCharm(framework));
