/** What the compiler must accept and refuse. The expectations are the `ts-expect-error` lines, which `tsc` checks. */
import { expect, it } from 'vitest';
import {
  type ActionEvent,
  type BoundEvent,
  CharmBase,
  type CharmTypes,
  type ConfigChangedEvent,
  type Framework,
  type RelationChangedEvent,
  type StorageAttachedEvent,
} from '../../../src/ops/index.ts';
import { hookEnvironment, runHook } from './scripted-tools.ts';

interface TypedCharmTypes extends CharmTypes {
  readonly config: { readonly port: number; readonly name?: string };
  readonly endpoints: {
    readonly db: { readonly role: 'requires'; readonly interface: 'mysql'; readonly scope: 'global' };
    readonly 'web-site': { readonly role: 'provides'; readonly interface: 'http'; readonly scope: 'global' };
  };
  readonly actions: {
    readonly 'do-it': { readonly params: { readonly now?: boolean }; readonly results: { readonly done: string } };
  };
  readonly storages: 'my-data';
  readonly resources: 'snap';
}

class TypedCharm extends CharmBase<TypedCharmTypes> {
  constructor(framework: Framework) {
    super(framework);
    framework.observe(this.on.configChanged, this, 'onConfig');
    framework.observe(this.on.relation('web-site').changed, this, 'onRelation');
    framework.observe(this.on.webSiteRelationChanged, this, 'onRelation');
    framework.observe(this.on.doItAction, this, 'onDoIt');
    framework.observe(this.on.action('do-it'), this, 'onDoIt');
    framework.observe(this.on.myDataStorageAttached, this, 'onStorage');
  }

  onConfig(_event: ConfigChangedEvent): void {
    const port: number = this.config.get('port');
    const name: string | undefined = this.config.get('name');
    expect([port, name]).toEqual([80, undefined]);
  }

  onRelation(_event: RelationChangedEvent): void {}

  onDoIt(event: ActionEvent<{ now?: boolean }, { done: string }>): void {
    event.setResults({ done: 'yes' });
  }

  onStorage(_event: StorageAttachedEvent): void {}

  /** Never called: only compiled. */
  mistakes(framework: Framework): void {
    // @ts-expect-error there is no such endpoint
    this.on.relation('nosuch');
    // @ts-expect-error there is no such event
    this.on.nosuchRelationChanged;
    // @ts-expect-error there is no such action
    this.on.action('nosuch');
    // @ts-expect-error there is no such storage
    this.on.storage('nosuch');
    // @ts-expect-error there is no such method
    framework.observe(this.on.install, this, 'nosuch');
    // @ts-expect-error the method takes another event
    framework.observe(this.on.install, this, 'onRelation');
    // @ts-expect-error there is no such option
    this.config.get('nosuch');
    // @ts-expect-error the option is a number
    const text: string = this.config.get('port');
    // @ts-expect-error an option without a default may be missing
    const name: string = this.config.get('name');
    // @ts-expect-error there is no such resource
    this.model.resources.fetch('nosuch');
    // @ts-expect-error there is no such storage
    this.model.storages.get('nosuch');
    // @ts-expect-error there is no such endpoint
    this.model.getRelation('nosuch');
    const action: BoundEvent<ActionEvent<{ now?: boolean }, { done: string }>> = this.on.action('do-it');
    void [text, name, action];
  }

  /** Never called: only compiled. */
  actionMistakes(event: ActionEvent<{ now?: boolean }, { done: string }>): void {
    // @ts-expect-error there is no such result
    event.setResults({ nosuch: 1 });
    // @ts-expect-error there is no such parameter
    void event.params.nosuch;
  }
}

it('gives generated types to events, options, endpoints, storages, resources and actions', async () => {
  const run = await runHook(TypedCharm, hookEnvironment('config-changed'), { answers: { 'config-get': { port: 80 } } });
  expect(run.error).toBeNull();
});
