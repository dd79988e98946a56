/** A value that a schema calls secret is masked in the log from the moment it is read through a relation. */
import { expect, it } from 'vitest';
import { bagSchema, CharmBase, type Framework, listOf, logger, secret, text } from '../../../src/ops/index.ts';
import { Context, relation } from '../../../src/ops/testing/index.ts';

const schema = bagSchema({ user: text(), password: secret(), others: listOf(secret()) });

class Reader extends CharmBase {
  static override readonly handleKind = 'Reader';

  constructor(framework: Framework) {
    super(framework);
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    const [db] = this.model.relations.get('db');
    if (db === undefined) return;
    for (const unit of db.units) {
      const reading = db.read(unit, schema);
      logger.info(JSON.stringify(reading));
      if (reading.kind === 'ready') logger.info(`others: ${reading.data.others.join(' and ')}`);
    }
  }
}

it('masks secrets, also those of a bag that cannot be used', async () => {
  const context = new Context(Reader, { meta: 'name: reader\nrequires: {db: {interface: x}}' });
  const good = { user: 'astara', password: 'hunter2', others: 'swordfish,barracuda' };
  const db = relation({ endpoint: 'db', remoteUnits: { 0: good, 1: { password: 'sesame\n' } } });
  const out = await context.run(context.on.updateStatus(), { relations: [db] });
  const log = out.logs.map((line) => line.message).join('\n');
  expect(log).toContain('"user":"astara"');
  expect(log).toContain('"password":"***"');
  expect(log).toContain('others: *** and ***');
  expect(log).not.toMatch(/hunter2|swordfish|barracuda|sesame/);
});
