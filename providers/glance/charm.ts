/** A stand-in for glance: says where its API would listen, which is all that its clients here wait for. */
import { ActiveStatus, CharmBase, type Framework, main } from '../../src/ops/index.ts';
import type { GlanceTypes } from './charm-types.ts';

class GlanceCharm extends CharmBase<GlanceTypes> {
  static override readonly handleKind = 'GlanceCharm';

  constructor(framework: Framework) {
    super(framework);
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    for (const relation of this.model.relations.get('image-service')) {
      const address = this.model.getBinding(relation)?.network.ingressAddress;
      if (address != null) {
        relation.data(this.unit).update({ 'glance-api-server': `http://${address}:9292`, 'glance-api-ready': 'yes' });
      }
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }
}

main((framework) => new GlanceCharm(framework));
