/** A charm to which only the unit of the event matters, for the benchmark of relations with many units. */
import { CharmBase, type Framework, logger, main, type RelationChangedEvent } from '../../../src/ops/index.ts';

class UnitReader extends CharmBase {
  static override readonly handleKind = 'UnitReader';

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.relation('amqp').changed, this, 'onChanged');
  }

  onChanged(event: RelationChangedEvent): void {
    if (event.unit !== null) logger.debug(event.relation.data(event.unit).get('hostname') ?? 'nowhere');
  }
}

main(UnitReader);
