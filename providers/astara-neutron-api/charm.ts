/**
 * A stand-in for astara-neutron-api: eight keys for the orchestrator, all at once or not at all, once Keystone, Glance
 * and neutron-api have answered.
 */
import { createHash } from 'node:crypto';
import { ActiveStatus, CharmBase, type Framework, main, WaitingStatus } from '../../src/ops/index.ts';
import type { AstaraNeutronApiTypes } from './charm-types.ts';

/** What each neighbour says when it is ready. */
const awaited = [
  ['identity-service', 'service_host'],
  ['image-service', 'glance-api-ready'],
  ['neutron-plugin-api-subordinate', 'neutron-api-ready'],
] as const;

class AstaraNeutronApiCharm extends CharmBase<AstaraNeutronApiTypes> {
  static override readonly handleKind = 'AstaraNeutronApiCharm';

  constructor(framework: Framework) {
    super(framework);
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    // We serve nothing: the word None asks Keystone for its addresses alone.
    const nothing = { service: 'None', region: 'None', public_url: 'None', internal_url: 'None', admin_url: 'None' };
    for (const relation of this.model.relations.get('identity-service')) relation.data(this.unit).update(nothing);
    const missing = awaited.filter(([endpoint, key]) => !this.hasAnswered(endpoint, key)).map(([endpoint]) => endpoint);
    if (missing.length > 0) {
      this.unit.setStatus(new WaitingStatus(`Incomplete relations: ${missing.join(', ')}`));
      return;
    }
    for (const relation of this.model.relations.get('astara-orchestrator')) {
      relation.data(this.unit).update({
        management_network_id: this.uuidOf('management network'),
        management_subnet_id: this.uuidOf('management subnet'),
        management_prefix: String(this.config.get('management-prefix')),
        external_network_id: this.uuidOf('external network'),
        external_subnet_id: this.uuidOf('external subnet'),
        external_prefix: String(this.config.get('external-prefix')),
        router_image_uuid: this.uuidOf('router image'),
        appliance_flavor_id: this.uuidOf('appliance flavor'),
      });
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }

  private hasAnswered(endpoint: (typeof awaited)[number][0], key: string): boolean {
    return this.model.relations
      .get(endpoint)
      .some((relation) => relation.units.some((unit) => (relation.data(unit).get(key) ?? '') !== ''));
  }

  /** A stable identifier in a UUID's form: no two models share one, all units of a model do. */
  private uuidOf(what: string): string {
    const digest = createHash('sha256').update(`${this.model.uuid} ${what}`).digest('hex');
    return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
  }
}

main((framework) => new AstaraNeutronApiCharm(framework));
