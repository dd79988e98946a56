/** The parent of every charm. */
import type { Framework } from '../framework/framework.ts';
import { FrameworkObject } from '../framework/object.ts';
import { exitHook } from '../hook-exit.ts';
import type { Application } from '../model/application.ts';
import type { ConfigData } from '../model/config-data.ts';
import { BlockedStatus } from '../model/status.ts';
import type { Unit } from '../model/unit.ts';
import { type CharmEvents, createCharmEvents } from './charm-events.ts';
import type { CharmTypes, UntypedCharm } from './charm-types.ts';
import type { CharmMeta } from './meta.ts';
import { parseValue, type ValueParser } from './value-parser.ts';

/**
 * A charm: made anew for each hook, it observes events in its constructor and handles the one that comes.
 *
 * @example
 * class MyCharm extends CharmBase {
 *   static override readonly handleKind = 'MyCharm';
 *   constructor(framework: Framework) {
 *     super(framework);
 *     framework.observe(this.on.install, this, 'onInstall');
 *   }
 *   onInstall(): void {
 *     this.unit.setStatus(new ActiveStatus());
 *   }
 * }
 */
export abstract class CharmBase<T extends CharmTypes = UntypedCharm> extends FrameworkObject<T> {
  /** A process holds one charm, so this will do for all; give one of your own before the first release, or never. */
  static override readonly handleKind: string = 'Charm';

  /** The charm's events: `on.configChanged`, `on.relation('db').changed`, `on.action('pause')` and so on. */
  readonly on: CharmEvents<T>;

  constructor(framework: Framework) {
    super(framework);
    this.on = createCharmEvents<T>(this, framework.meta);
  }

  /** Our application. */
  get app(): Application {
    return this.framework.model.app;
  }

  /** The unit that runs this hook. */
  get unit(): Unit {
    return this.framework.model.unit;
  }

  /** The options, as the operator has set them; the first read runs config-get. */
  get config(): ConfigData<T['config']> {
    return this.model.config;
  }

  /** What the charm's YAML files say. */
  get meta(): CharmMeta {
    return this.framework.meta;
  }

  /** The directory that the charm is unpacked in. */
  get charmDir(): string {
    return this.framework.charmDir;
  }

  /**
   * Reads the options with a parser or schema. With `errors: 'blocked'`, options that do not pass block the unit and end
   * the hook at once, and what was done so far is kept.
   */
  loadConfig<V>(parser: ValueParser<V>, options: { readonly errors?: 'raise' | 'blocked' } = {}): V {
    const parsed = parseValue(parser, { ...this.framework.model.config.toObject() });
    if (parsed.ok) return parsed.value;
    if (options.errors !== 'blocked') throw parsed.error;
    this.unit.setStatus(new BlockedStatus(`Invalid config: ${parsed.error.message}`));
    return exitHook();
  }
}
