/** Events of Juju's hooks that are about the unit itself. */
import { FrameworkError } from '../../errors.ts';
import { EventBase, type NoPayload } from '../../framework/event.ts';
import { addMetric } from '../../juju/metric.ts';

/** The parent of all events that come from a hook of Juju's. */
export abstract class HookEvent<P extends object = NoPayload> extends EventBase<P> {}

/** The unit is being set up: once, before anything else but storage. */
export class InstallEvent extends HookEvent {}

/** The unit may serve: after the first config-changed, and after a reboot of the machine. */
export class StartEvent extends HookEvent {}

/** The unit is going away. */
export class StopEvent extends HookEvent {
  override defer(): never {
    throw notDeferrable('stop');
  }
}

/** The last event of a unit. */
export class RemoveEvent extends HookEvent {
  override defer(): never {
    throw notDeferrable('remove');
  }
}

/** An option, the trust or the network may have changed. */
export class ConfigChangedEvent extends HookEvent {}

/** Every few minutes. */
export class UpdateStatusEvent extends HookEvent {}

/** The charm's code was replaced; the new code handles it. */
export class UpgradeCharmEvent extends HookEvent {}

/** The machine's series is about to be upgraded. Juju 3 and before. */
export class PreSeriesUpgradeEvent extends HookEvent {}

/** The machine's series was upgraded. Juju 3 and before. */
export class PostSeriesUpgradeEvent extends HookEvent {}

/** This unit has become the leader. */
export class LeaderElectedEvent extends HookEvent {}

/** Another unit has become the leader, or the leader settings changed. Gone in Juju 4. */
export class LeaderSettingsChangedEvent extends HookEvent {}

/** Metrics are gathered: a restricted hook, in which most hook tools refuse to work. Until Juju 3.6.10. */
export class CollectMetricsEvent extends HookEvent {
  /** Adds metrics, with labels when given. */
  addMetrics(metrics: Readonly<Record<string, number>>, labels: Readonly<Record<string, string>> = {}): void {
    addMetric(this.framework.model.backend.runner, metrics, labels);
  }
}

/** The error of an event that cannot wait. */
export function notDeferrable(kind: string, why = 'there is no later time to handle it'): FrameworkError {
  return new FrameworkError(`cannot defer ${kind}: ${why}`);
}
