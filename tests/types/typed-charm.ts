/**
 * Types from YAML, shown by the compiler: `tsc --noEmit` reads this file, and each `@ts-expect-error` below fails the
 * check if the line after it is no error. Nothing here is ever run.
 */
import type {
  ActionEvent,
  ActionEventOf,
  ConfigChangedEvent,
  Framework,
  ReconcileEvent,
  RelationChangedEvent,
  StopEvent,
  StorageAttachedEvent,
  Unit,
} from '../../src/ops/index.ts';
import { ActiveStatus, CharmBase, EventBase } from '../../src/ops/index.ts';
import { Context, relation, state } from '../../src/ops/testing/index.ts';

/** As `generate` writes it. */
interface MyTypes {
  config: { port: number; name?: string; debug: boolean };
  endpoints: {
    'shared-db': { role: 'requires'; interface: 'mysql-shared'; scope: 'global' };
    cluster: { role: 'peers'; interface: 'my-cluster'; scope: 'global' };
    host: { role: 'requires'; interface: 'juju-info'; scope: 'container' };
  };
  actions: {
    backup: { params: { target: string; level?: 'full' | 'part' }; results: { size?: number } };
    pause: { params: Record<never, never>; results: { [key: string]: unknown } };
  };
  storages: 'data';
  resources: 'image';
  bindings: 'public';
}

type Backup = ActionEventOf<MyTypes, 'backup'>;

/** The long form is the same type. */
export const long: (
  event: Backup,
) => ActionEvent<MyTypes['actions']['backup']['params'], MyTypes['actions']['backup']['results']> = (event) => event;

// @ts-expect-error no such action
export type NoAction = ActionEventOf<MyTypes, 'restore'>;

type Tree = { readonly [name: string]: Tree | string | readonly Tree[] };

interface Memory {
  readonly since?: Date;
  tree: Tree;
  anything: unknown;
  hosts: Map<string, { ports: number[] }>;
}

class MyCharm extends CharmBase<MyTypes> {
  static override readonly handleKind = 'MyCharm';
  readonly stored = this.storedState('stored', { count: 0, names: [] as string[] });

  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.configChanged, this, 'onConfig');
    framework.observe(this.on.sharedDbRelationChanged, this, 'onDb');
    framework.observe(this.on.relation('shared-db').changed, this, 'onDb');
    framework.observe(this.on.clusterRelationDeparted, this, 'onAnything');
    framework.observe(this.on.dataStorageAttached, this, 'onStorage');
    framework.observe(this.on.storage('data').detaching, this, 'onAnything');
    framework.observe(this.on.backupAction, this, 'onBackup');
    framework.observe(this.on.action('pause'), this, 'onAnything');
    framework.observeReconcile(this, 'reconcile');

    // @ts-expect-error no such event
    framework.observe(this.on.configChangd, this, 'onConfig');
    // @ts-expect-error no such endpoint
    framework.observe(this.on.shareDbRelationChanged, this, 'onDb');
    // @ts-expect-error no such endpoint, by name
    framework.observe(this.on.relation('share-db').changed, this, 'onDb');
    // @ts-expect-error an endpoint has no such event
    framework.observe(this.on.relation('shared-db').modified, this, 'onDb');
    // @ts-expect-error no such storage
    framework.observe(this.on.storage('logs').attached, this, 'onStorage');
    // @ts-expect-error no such action
    framework.observe(this.on.restoreAction, this, 'onBackup');
    // @ts-expect-error no such action, by name
    framework.observe(this.on.action('restore'), this, 'onBackup');
    // @ts-expect-error no such method
    framework.observe(this.on.configChanged, this, 'onConfg');
    // @ts-expect-error the method takes another event
    framework.observe(this.on.configChanged, this, 'onDb');
    // @ts-expect-error the method takes another action's event
    framework.observe(this.on.action('pause'), this, 'onBackup');
    // @ts-expect-error the property is no method
    framework.observe(this.on.configChanged, this, 'stored');
    // @ts-expect-error the method takes another event than a reconcile event
    framework.observeReconcile(this, 'onDb');
  }

  onConfig(_event: ConfigChangedEvent): void {
    const port: number = this.config.get('port');
    const name: string | undefined = this.config.get('name');
    const debug: boolean = this.config.get('debug');
    // @ts-expect-error no such option
    this.config.get('prot');
    // @ts-expect-error another type
    const text: string = this.config.get('port');
    // @ts-expect-error without a default it may be unset
    const sure: string = this.config.get('name');
    void [port, name, debug, text, sure];
  }

  onDb(event: RelationChangedEvent): void {
    event.relation.data(this.unit).set('database', 'x');
    this.model.relations.get('shared-db');
    this.model.resources.fetch('image');
    this.model.storages.get('data');
    // @ts-expect-error no such endpoint
    this.model.relations.get('share-db');
    // @ts-expect-error no such endpoint
    this.model.getRelation('share-db');
    this.model.getBinding('public');
    this.model.getBinding('shared-db');
    // @ts-expect-error no such endpoint and no such extra binding
    this.model.getBinding('private');
    // @ts-expect-error no such resource
    this.model.resources.fetch('picture');
    // @ts-expect-error no such storage
    this.model.storages.get('logs');
    // @ts-expect-error databags hold texts
    event.relation.data(this.unit).set('port', 80);
    // @ts-expect-error another event's property
    event.departingUnit;
  }

  /** What is kept is plain data: the compiler points at what is not. */
  keeps(): void {
    const memory: Memory = { tree: {}, anything: null, hosts: new Map() };
    this.storedState('memory', memory);
    this.storedState('choice', { mode: 'a' as 'a' | 'b', seen: new Set<string>(), last: null as Date | null });
    // @ts-expect-error a function cannot be kept
    this.storedState('wrong', { count: () => 1 });
    // @ts-expect-error nor can an object of a class, however deep
    this.storedState('wrong', { list: [{ status: new ActiveStatus() }] });
    // @ts-expect-error nor one in a set
    this.storedState('wrong', { units: new Set<Unit>() });
  }

  /** What cannot wait says so in its type: nothing after it is reached. */
  defers(event: Backup, stop: StopEvent): never {
    if (event.id === '') event.defer();
    return stop.defer();
  }

  onStorage(event: StorageAttachedEvent): void {
    this.stored.names.push(event.storage.name);
    // @ts-expect-error no such key
    this.stored.nmaes;
    // @ts-expect-error another type
    this.stored.count = 'one';
  }

  onBackup(event: Backup): void {
    const target: string = event.params.target;
    const level: 'full' | 'part' | undefined = event.params.level;
    event.setResults({ size: 1 });
    // @ts-expect-error no such parameter
    event.params.targt;
    // @ts-expect-error another type
    const number: number = event.params.target;
    // @ts-expect-error no such result
    event.setResults({ sise: 1 });
    // @ts-expect-error another type of result
    event.setResults({ size: 'big' });
    void [target, level, number];
  }

  onAnything(): void {}

  reconcile(event: ReconcileEvent): void {
    const hook: string = event.reason.hook;
    // @ts-expect-error no such part of a reason
    event.reason.hok;
    void hook;
  }
}

class ReadyEvent extends EventBase<{ host: string }> {}

/** The test kit knows the types of the charm that it runs. */
export async function tests(context = new Context(MyCharm, { charmRoot: '.' })): Promise<void> {
  const db = relation({ endpoint: 'shared-db' });
  await context.run(context.on.relationChanged(db), state({ relations: [db] }));
  await context.run(context.on.action('backup', { target: '/srv', level: 'full' }));
  await context.run(context.on.action('pause'));
  context.state({ config: { port: 80 } });
  const out = await context.run(context.on.start());
  const count: number | undefined = out.charm?.stored.count;
  void count;
  context.relation({ endpoint: 'shared-db', remoteApp: 'mysql' });
  context.peerRelation({ endpoint: 'cluster' });
  context.subordinateRelation({ endpoint: 'host' });
  // @ts-expect-error no such endpoint
  context.relation({ endpoint: 'share-db' });
  // @ts-expect-error an endpoint for peers
  context.relation({ endpoint: 'cluster' });
  // @ts-expect-error an endpoint of container scope
  context.relation({ endpoint: 'host' });
  // @ts-expect-error no endpoint for peers
  context.peerRelation({ endpoint: 'shared-db' });
  // @ts-expect-error no endpoint of container scope
  context.subordinateRelation({ endpoint: 'shared-db' });
  new Context(UntypedCharm, { charmRoot: '.' }).peerRelation({ endpoint: 'whatever' });
  // @ts-expect-error no such action
  context.on.action('restore');
  // @ts-expect-error no such parameter
  context.on.action('backup', { targt: '/srv' });
  // @ts-expect-error another type
  context.on.action('backup', { target: 5 });
  // @ts-expect-error a choice that is not there
  context.on.action('backup', { target: '/srv', level: 'most' });
  // @ts-expect-error no such option
  context.state({ config: { prot: 80 } });
  // @ts-expect-error another type
  context.state({ config: { port: '80' } });
  // @ts-expect-error the function takes an event, not its name
  await context.run('start');
  // @ts-expect-error the event is to be made first
  await context.run(context.on.start);
}

/** A charm without generated types takes any name and looks at values when it uses them. */
export class UntypedCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.relation('whatever').changed, this, 'onDb');
    framework.observe(this.on.action('whatever'), this, 'onAction');
    const value: string | number | boolean | undefined = this.config.get('whatever');
    // @ts-expect-error the value may be anything
    const text: string = value;
    void text;
  }

  onDb(_event: RelationChangedEvent): void {}

  onAction(event: ActionEvent): void {
    event.setResults({ anything: 1 });
  }
}

/** A payload is checked where the event is emitted. */
export async function emits(charm: { ready: import('../../src/ops/index.ts').BoundEvent<ReadyEvent> }): Promise<void> {
  await charm.ready.emit({ host: 'x' });
  // @ts-expect-error no payload
  await charm.ready.emit();
  // @ts-expect-error another payload
  await charm.ready.emit({ hsot: 'x' });
  const { on } = new Context(MyCharm, { charmRoot: '.' });
  on.custom(() => charm.ready, { host: 'x' });
  // @ts-expect-error no payload
  on.custom(() => charm.ready);
}
