/**
 * The charm: which event leads where. Nearly all lead to one function, reconcile, since what has to be done follows from
 * how things are and not from what has just happened. What an update-status on a unit in order does not need is loaded
 * when it is used, for Juju runs that hook every five minutes on every unit.
 */
import { type ActionEvent, CharmBase, type Framework, MaintenanceStatus, type ReconcileEvent } from '../ops/index.ts';
import type { Host } from '../system/host.ts';
import type { ActionName } from './actions/action-run.ts';
import type { AstaraOrchestratorTypes } from './charm-types.ts';
import type { Clients } from './clients/clients.ts';
import type { Secrets } from './leadership.ts';
import { emptyMemory, updateMemory } from './memory.ts';
import type { Force, Outcome, Reason, Run } from './run.ts';
import { randomSecrets, type Surroundings, templatesIn } from './surroundings.ts';
import { checkHealth, runningSigns } from './workload/health.ts';

export class AstaraOrchestratorCharm extends CharmBase<AstaraOrchestratorTypes> {
  static override readonly handleKind = 'AstaraOrchestratorCharm';

  readonly memory = this.storedState('memory', emptyMemory());
  readonly #around: Surroundings;

  constructor(framework: Framework, host: Host, clients: Clients, secrets: Secrets = randomSecrets) {
    super(framework);
    updateMemory(this.memory);
    this.#around = { host, clients, secrets, templates: templatesIn(host, this.charmDir) };
    framework.observeReconcile(this, 'onChange');
    framework.observe(this.on.preSeriesUpgrade, this, 'onPreSeriesUpgrade');
    framework.observe(this.on.postSeriesUpgrade, this, 'onPostSeriesUpgrade');
    framework.observe(this.on.stop, this, 'onStop');
    framework.observe(this.on.remove, this, 'onRemove');
    // The types are made from the same actions.yaml as these names.
    for (const name of this.meta.actions.keys())
      framework.observe(this.on.action(name as ActionName), this, 'onAction');
  }

  /** Every hook in which anything may have changed. */
  async onChange(event: ReconcileEvent): Promise<void> {
    const { hook, endpoint, relation } = event.reason;
    if (hook === 'update-status' && (await this.#isWell())) return;
    const reason = { hook, ...(endpoint === undefined ? {} : { endpoint }), relationId: relation?.id ?? null };
    if (hook === 'config-changed' && (await this.#standsStill(reason))) return;
    await this.#reconcile(reason);
  }

  /** The host is about to change under us: down until it has. */
  async onPreSeriesUpgrade(): Promise<void> {
    await this.onStop();
    this.memory.seriesUpgrading = true;
    await this.#reconcile({ hook: 'pre-series-upgrade', relationId: null });
  }

  /** Everything may be another version now; the reconcile that follows installs what is missing. */
  onPostSeriesUpgrade(): void {
    this.memory.seriesUpgrading = false;
    this.memory.installed = '';
  }

  async onStop(): Promise<void> {
    const { leaveService } = await import('./leaving.ts');
    leaveService(this.#around.host, this.memory);
  }

  async onRemove(): Promise<void> {
    const { leaveHost } = await import('./leaving.ts');
    await leaveHost(this.#around.host, this.memory, this.app.name);
  }

  async onAction(event: ActionEvent): Promise<void> {
    const reason = { hook: `action ${event.name}`, relationId: null };
    const again = (force?: Force): Promise<Outcome> => this.#reconcile(reason, force);
    const { runAction } = await import('./actions/actions.ts');
    await runAction({ event, run: this.#run(reason), reconcile: again });
  }

  /** Whether nothing is owed and the service works: then update-status has nothing to ask Juju and nothing to say. */
  async #isWell(): Promise<boolean> {
    const { settled, watch, paused } = this.memory;
    if (!settled || paused || watch === null) return false;
    const health = await checkHealth(this.#around.host, this.#around.clients, watch);
    if (health.kind !== 'healthy') return false;
    // A ring can be asked only by a session of its own.
    const signs = watch.ring === null ? runningSigns(this.#around.host, watch) : null;
    if (signs !== null) this.model.atRest(signs);
    return true;
  }

  /** Whether a config-changed hook finds everything as the last reconcile has left it, with nothing to do. */
  async #standsStill(reason: Reason): Promise<boolean> {
    if (this.memory.standstill === null) return false;
    const { standsStill } = await import('./standstill.ts');
    return standsStill(this.#run(reason));
  }

  async #reconcile(reason: Reason, force?: Force): Promise<Outcome> {
    const { reconcile } = await import('./reconcile.ts');
    return reconcile(this.#run(reason, force));
  }

  #run(reason: Reason, force: Force = {}): Run {
    const { availabilityZone, proxies } = this.framework.context;
    return {
      model: this.framework.model,
      memory: this.memory,
      around: this.#around,
      reason,
      force,
      availabilityZone,
      proxies: { http: proxies.http ?? '', https: proxies.https ?? '', no: proxies.no ?? '' },
      tell: (doing) => this.unit.setStatus(new MaintenanceStatus(doing)),
    };
  }
}
