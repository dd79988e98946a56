/** A small charm whose option `do` says what it does in config-changed: the framework's subject in black-box tests. */
import {
  type ActionEvent,
  ActiveStatus,
  CharmBase,
  type CollectStatusEvent,
  type ConfigChangedEvent,
  type Framework,
  logger,
  type MainOptions,
  main,
  type RelationChangedEvent,
} from '../../../src/ops/index.ts';

class ProbeCharm extends CharmBase {
  static override readonly handleKind = 'Probe';
  readonly stored = this.storedState('stored', { count: 0, seen: new Set<string>() });

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.configChanged, this, 'onConfigChanged');
    framework.observe(this.on.relation('db').changed, this, 'onDatabase');
    framework.observe(this.on.action('do-it'), this, 'onDoIt');
    framework.observe(this.on.start, this, 'onStart');
    framework.observe(this.on.collectUnitStatus, this, 'onCollect');
  }

  onConfigChanged(event: ConfigChangedEvent): unknown {
    this.stored.count += 1;
    switch (this.config.get('do')) {
      case 'throw':
        logger.info('before the fault');
        throw new Error('as told', { cause: new TypeError('the reason') });
      case 'reject':
        return Promise.reject(new Error('as told'));
      case 'stray':
        setImmediate(() => {
          throw new Error('nobody awaits this');
        });
        return new Promise((resolve) => setTimeout(resolve, 5_000));
      case 'never':
        return new Promise(() => {});
      case 'linger':
        setInterval(() => {}, 1_000);
        return undefined;
      case 'defer':
        return event.defer();
      case 'reboot':
        return this.unit.reboot({ now: true });
      case 'log':
        for (let line = 1; line <= 200; line += 1) logger.info(`line ${line}`);
        return undefined;
      case 'secret': {
        const secret = this.unit.addSecret({ password: 'correct horse battery' });
        logger.info(`added ${secret.id} with ${secret.getContent()['password']}`);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  onDatabase(event: RelationChangedEvent): void {
    event.relation.loadUnits();
    const hosts = event.relation.units.map((unit) => event.relation.data(unit).get('host') ?? 'none');
    event.relation.data(this.unit).update({ hosts: hosts.join(','), quote: `it's "so"\n` });
  }

  onStart(): void {
    this.stored.seen.add('start');
  }

  onDoIt(event: ActionEvent): void {
    event.setResults({ count: this.stored.count });
    if (this.config.get('do') === 'throw') throw new Error('as told');
  }

  onCollect(event: CollectStatusEvent): void {
    event.addStatus(new ActiveStatus(`count ${this.stored.count}`));
  }
}

/** Set by the build. */
declare const PROBE_OPTIONS: MainOptions;

main(ProbeCharm, PROBE_OPTIONS);
