/** What is said to an author whose `observe` makes no sense: what is wrong, where, and how it is written. */
import { expect, it } from 'vitest';
import { CharmBase, type EventBase, type Framework } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

/** Arguments for `observe`, made from a charm. */
type Arguments = (charm: CharmBase) => readonly unknown[];

function observing(args: Arguments) {
  return class extends CharmBase {
    static override readonly handleKind = 'C';
    readonly number = 5;

    constructor(framework: Framework) {
      super(framework);
      // What JavaScript and outgrown types let through.
      const observe: unknown = framework.observe.bind(framework);
      if (typeof observe === 'function') observe(...args(this));
    }

    go(): void {}

    greedy(_event: EventBase, _more: string): void {}
  };
}

const usage = "write observe(this.on.configChanged, this, 'onConfigChanged')";

it.each<readonly [string, Arguments, string]>([
  [
    'a name for an event',
    (charm) => ['install', charm, 'go'],
    `cannot observe with "go": "install" is no event; ${usage}`,
  ],
  [
    'an event that is not there',
    (charm) => [charm.on['instal' as 'install'], charm, 'go'],
    `cannot observe with "go": undefined is no event; ${usage}`,
  ],
  [
    'a method alone, as in Python',
    (charm) => [charm.on.install, () => charm],
    `cannot observe install: the handler is given by its object and its name in quotes; ${usage}`,
  ],
  [
    'a method for its name',
    (charm) => [charm.on.install, charm, () => charm],
    `cannot observe install: the handler is given by its object and its name in quotes; ${usage}`,
  ],
  [
    'nobody',
    (charm) => [charm.on.install, undefined, 'go'],
    'cannot observe install with "go": undefined is no object of this framework; it has to extend CharmBase or FrameworkObject',
  ],
  [
    'a stranger',
    (charm) => [charm.on.install, new Map(), 'go'],
    'cannot observe install with "go": an object of class Map is no object of this framework; it has to extend CharmBase or FrameworkObject',
  ],
  [
    "a stranger with the charm's handle",
    (charm) => [charm.on.install, { handle: charm.handle, go: () => {} }, 'go'],
    'cannot observe install with "go": an object of class Object is no object of this framework; it has to extend CharmBase or FrameworkObject',
  ],
  [
    'a method that is not there',
    (charm) => [charm.on.install, charm, 'og'],
    'cannot observe install: C has no method "og"',
  ],
  [
    'a property that is no method',
    (charm) => [charm.on.install, charm, 'number'],
    'cannot observe install: C has a "number" that is no method',
  ],
  [
    'a method that wants more',
    (charm) => [charm.on.install, charm, 'greedy'],
    'cannot observe install: "greedy" of C wants more than the event',
  ],
])('refuses %s', async (_name, args, message) => {
  const run = await runHook(observing(args), hookEnvironment('install'));
  expect(String(run.error)).toBe(`TypeError: ${message}`);
});
