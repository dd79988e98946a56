/** A charm that does a bit of everything, for the tests of the test kit. */
import type { ActionEvent, Framework, ReconcileEvent, RelationChangedEvent } from '../../../src/ops/index.ts';
import {
  ActiveStatus,
  BlockedStatus,
  type BoundEvent,
  CharmBase,
  EventBase,
  FrameworkObject,
  logger,
  ObjectEvents,
} from '../../../src/ops/index.ts';

export interface SampleTypes {
  config: { port: number; name?: string; debug: boolean; ratio?: number; ca?: string };
  endpoints: {
    db: { role: 'requires'; interface: 'mysql'; scope: 'global' };
    host: { role: 'requires'; interface: 'juju-info'; scope: 'container' };
    website: { role: 'provides'; interface: 'http'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'my-cluster'; scope: 'global' };
  };
  actions: {
    backup: {
      params: { target: string; level: string; nested?: { [key: string]: unknown } };
      results: { size?: number; path?: string };
    };
  };
  storages: 'data';
  resources: 'image';
}

export class ReadyEvent extends EventBase<{ host: string }> {
  get host(): string {
    return this.payload.host;
  }
}

class DatabaseEvents extends ObjectEvents {
  readonly ready: BoundEvent<ReadyEvent> = this.defineEvent('ready', ReadyEvent);
}

export class Database extends FrameworkObject {
  static override readonly handleKind = 'Database';
  readonly on = new DatabaseEvents(this);
}

export class SampleCharm extends CharmBase<SampleTypes> {
  static override readonly handleKind = 'SampleCharm';
  readonly stored = this.storedState('stored', { seen: [] as string[], hooks: 0 });
  readonly database = new Database(this, 'db');
  reasons: string[] = [];

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.dbRelationChanged, this, 'onDbChanged');
    framework.observe(this.on.relation('db').departed, this, 'onDbDeparted');
    framework.observe(this.on.storage('data').attached, this, 'onStorage');
    framework.observe(this.on.secretChanged, this, 'onSecret');
    framework.observe(this.on.backupAction, this, 'onBackup');
    framework.observe(this.on.start, this, 'onStart');
    framework.observe(this.on.stop, this, 'onStop');
    framework.observe(this.on.install, this, 'onInstall');
    framework.observe(this.database.on.ready, this, 'onReady');
    framework.observeReconcile(this, 'reconcile');
  }

  onInstall(): void {
    this.unit.reboot({ now: true });
  }

  onStart(): void {
    this.stored.hooks += 1;
    this.unit.openPort(this.config.get('port'));
    this.unit.setWorkloadVersion('1.0');
  }

  onStop(): void {
    this.unit.setStatus(new BlockedStatus('stopping'));
    this.unit.openPort(1);
    this.stored.hooks += 1;
    throw new Error('it went wrong');
  }

  async onDbChanged(event: RelationChangedEvent): Promise<void> {
    const { relation, unit, app } = event;
    if (unit === null) {
      logger.info(`application ${app?.name ?? ''} changed`);
      return;
    }
    const host = relation.data(unit).get('host');
    if (host === undefined) {
      event.defer();
      return;
    }
    this.stored.seen.push(`${unit.name}=${host}`);
    relation.data(this.unit).set('database', 'sample');
    if (this.unit.isLeader()) relation.data(this.app).set('charset', 'utf8');
    await this.database.on.ready.emit({ host });
  }

  onDbDeparted(event: import('../../../src/ops/index.ts').RelationDepartedEvent): void {
    const units = event.relation.units.map((unit) => unit.name).join(' ');
    logger.info(`${event.departingUnit?.name ?? 'nobody'} leaves, left: ${units}`);
  }

  onStorage(event: import('../../../src/ops/index.ts').StorageAttachedEvent): void {
    logger.info(`storage at ${event.storage.location}`);
  }

  onSecret(event: import('../../../src/ops/index.ts').SecretChangedEvent): void {
    event.secret.getContent({ refresh: true });
    logger.info(`secret ${event.secret.label ?? ''}`);
  }

  onBackup(
    event: ActionEvent<SampleTypes['actions']['backup']['params'], SampleTypes['actions']['backup']['results']>,
  ): void {
    event.log('copying');
    event.setResults({ path: event.params.target, size: event.params.level === 'full' ? 100 : 1 });
    if (event.params.target === '/') event.fail('no');
  }

  onReady(event: ReadyEvent): void {
    this.unit.setStatus(new ActiveStatus(`database at ${event.host}`));
  }

  reconcile(event: ReconcileEvent): void {
    this.reasons.push(event.reason.hook);
  }
}
