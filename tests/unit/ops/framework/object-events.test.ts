/** Events that an object defines: their names, and that they are its own. */
import { expect, it } from 'vitest';
import { CharmBase, EventBase, type Framework, FrameworkObject, ObjectEvents } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

class ReadyEvent extends EventBase {}

/** Events as the author names them. */
class NamedEvents extends ObjectEvents {
  constructor(emitter: FrameworkObject, names: readonly string[]) {
    super(emitter);
    for (const name of names) this.defineEvent(name, ReadyEvent);
  }
}

class Library extends FrameworkObject {
  static override readonly handleKind = 'Library';
  readonly on: NamedEvents;

  constructor(parent: FrameworkObject, key: string, names: readonly string[]) {
    super(parent, key);
    this.on = new NamedEvents(this, names);
  }
}

it.each([
  ['an empty name', [''], 'cannot define an event "": that is no name'],
  ['a name with a hyphen', ['on-ready'], 'cannot define an event "on-ready": that is no name'],
  ['a name that begins with a digit', ['1st'], 'cannot define an event "1st": that is no name'],
  ['one name twice', ['ready', 'ready'], 'cannot define the event "ready" on C/Library[x]/on twice'],
])('refuses %s', async (_name, names, message) => {
  class Wrong extends CharmBase {
    static override readonly handleKind = 'C';
    readonly library = new Library(this, 'x', names);
  }
  const run = await runHook(Wrong, hookEnvironment('install'));
  expect(String(run.error)).toBe(`FrameworkError: ${message}`);
});

it('keeps the events of objects of one class apart', async () => {
  const heard: string[] = [];
  class Pair extends CharmBase {
    static override readonly handleKind = 'C';
    readonly left = new Library(this, 'left', ['ready']);
    readonly right = new Library(this, 'right', ['ready', 'gone']);

    constructor(framework: Framework) {
      super(framework);
      framework.observe(this.on.install, this, 'onInstall');
      for (const library of [this.left, this.right]) {
        for (const event of library.on.events().values()) framework.observe(event, this, 'hear');
      }
    }

    async onInstall(): Promise<void> {
      await this.right.on.events().get('gone')?.emit();
      await this.left.on.events().get('ready')?.emit();
    }

    hear(event: EventBase): void {
      heard.push(`${event.handle.path} ${event.isDeferredBefore}`);
    }
  }
  const run = await runHook(Pair, hookEnvironment('install'));
  expect(run.error).toBeNull();
  expect([...(run.charm?.left.on.events().keys() ?? [])]).toEqual(['ready']);
  expect(heard).toEqual(['C/Library[right]/on/gone[2] false', 'C/Library[left]/on/ready[3] false']);
});
