/** Juju's model as our unit sees it. Everything is asked for when it is first needed, and kept for the hook. */
import type { CharmTypes, Name, UntypedCharm } from '../charm/charm-types.ts';
import { ModelError } from '../errors.ts';
import { type GoalState, goalState } from '../juju/application.ts';
import { type CloudSpec, credentialGet } from '../juju/credential.ts';
import { secretIds } from '../juju/secret.ts';
import type { JujuVersion } from '../juju/version.ts';
import { Application } from './application.ts';
import { type BackendOptions, ModelBackend } from './backend.ts';
import { Binding } from './binding.ts';
import { ConfigData } from './config-data.ts';
import { type LoadRequest, load } from './loading.ts';
import { Relation } from './relation.ts';
import { flushBags } from './relation-data.ts';
import { RelationMapping } from './relation-mapping.ts';
import { Resources } from './resources.ts';
import type { RestingOn } from './rest.ts';
import { Secret } from './secret.ts';
import type { StatusBase } from './status.ts';
import { Storage, StorageMapping } from './storage.ts';
import { Unit } from './unit.ts';

/** Which secret: by id, by label, or both, which gives the secret that label for us. */
export type SecretSelector = { readonly id: string; readonly label?: string } | { readonly label: string };

/** What has a network of its own: endpoints, extra bindings, and `juju-info`, which every charm has. */
export type BindingName<T extends CharmTypes> = T extends { readonly bindings: infer B extends string }
  ? Name<T['endpoints']> | B | 'juju-info'
  : string;

/** Juju's model as our unit sees it: the root of all that can be asked and told. */
export class Model<T extends CharmTypes = UntypedCharm> {
  readonly unit: Unit;
  readonly app: Application;
  readonly config: ConfigData<T['config']>;
  readonly relations: RelationMapping<Name<T['endpoints']>>;
  readonly storages: StorageMapping<T['storages']>;
  readonly resources: Resources<T['resources']>;
  /** What collect-status handlers have added so far. @internal */
  readonly collected: { readonly app: StatusBase[]; readonly unit: StatusBase[] } = { app: [], unit: [] };
  /** Parameters of the action that runs, once they were asked for. @internal */
  actionParams: Readonly<Record<string, unknown>> | null = null;
  /** @internal */
  readonly backend: ModelBackend;
  readonly #units = new Map<string, Unit>();
  readonly #apps = new Map<string, Application>();
  readonly #bindings = new Map<string, Binding>();

  constructor(options: BackendOptions) {
    this.backend = new ModelBackend(options);
    this.unit = this.getUnit(options.context.unitName);
    this.app = this.unit.app;
    this.config = new ConfigData(this.backend);
    this.relations = new RelationMapping(this, this.backend);
    this.storages = new StorageMapping(this.backend);
    this.resources = new Resources(this.backend);
  }

  get name(): string {
    return this.backend.context.modelName;
  }

  get uuid(): string {
    return this.backend.context.modelUuid;
  }

  get jujuVersion(): JujuVersion {
    return this.backend.context.jujuVersion;
  }

  /** The unit of this name; the same object each time. Asks nothing, so it need not exist. */
  getUnit(name: string): Unit {
    const known = this.#units.get(name);
    if (known !== undefined) return known;
    const unit = new Unit(this.backend, name, this.getApp(name.split('/')[0] ?? ''));
    this.#units.set(name, unit);
    return unit;
  }

  /** The application of this name; the same object each time. Asks nothing, so it need not exist. */
  getApp(name: string): Application {
    const known = this.#apps.get(name);
    if (known !== undefined) return known;
    const app = new Application(this.backend, name);
    this.#apps.set(name, app);
    return app;
  }

  /**
   * With an id, that relation, which is inactive when Juju does not know it any more. Without, the endpoint's only one, or
   * null; throws {@link TooManyRelatedAppsError} when there are several.
   */
  getRelation(endpoint: Name<T['endpoints']>, id: number): Relation;
  getRelation(endpoint: Name<T['endpoints']>): Relation | null;
  getRelation(endpoint: Name<T['endpoints']>, id?: number): Relation | null {
    return id === undefined ? this.relations.only(endpoint) : this.relations.byId(endpoint, id);
  }

  /** The network of an endpoint or extra binding, or of the endpoint as one relation sees it. */
  getBinding(key: BindingName<T> | Relation): Binding {
    if (typeof key !== 'string' && !(key instanceof Relation)) {
      throw new ModelError('cannot find a binding: the key is neither a name nor a relation');
    }
    return typeof key === 'string' ? this.bindingOf(key) : this.#binding(key.name, key.id);
  }

  /** The binding of this name, whatever the types know. @internal */
  bindingOf(name: string): Binding {
    return this.#binding(name, null);
  }

  #binding(name: string, relationId: number | null): Binding {
    const key = relationId === null ? name : `${name}:${relationId}`;
    const binding = this.#bindings.get(key) ?? new Binding(this.backend, name, relationId);
    this.#bindings.set(key, binding);
    return binding;
  }

  /** Reads a secret, at once. Throws {@link SecretNotFoundError} or {@link PermissionDeniedError}. */
  getSecret(which: SecretSelector): Secret {
    const id = 'id' in which ? which.id : null;
    if (id === null && which.label === undefined)
      throw new TypeError('cannot get a secret: neither id nor label is given');
    const secret = new Secret(this.backend, id, which.label ?? null);
    secret.getContent();
    return secret;
  }

  /** A secret that is read when its content is asked for: what secret events carry. */
  secretReference(id: string | null, label: string | null): Secret {
    return new Secret(this.backend, id, label);
  }

  /** Ids of the secrets that our unit owns, and of the application's when it leads. */
  ownedSecretIds(): readonly string[] {
    return secretIds(this.backend.runner);
  }

  /** The storage instance of this name and number. */
  storageReference(name: string, index: number, location: string | null): Storage {
    return new Storage(this.backend, name, index, location);
  }

  /** The cloud, for applications deployed with `--trust`. */
  getCloudSpec(): CloudSpec {
    return credentialGet(this.backend.runner);
  }

  /** What the model will look like when Juju is done with what it was told. */
  goalState(): GoalState {
    return goalState(this.backend.runner);
  }

  /**
   * Reads the named parts of the model in three batches. For a handler that looks at all of them this costs a fraction of
   * asking piece by piece, which is what happens without this call and for all that is not named. What Juju refuses is
   * left out: reading it later throws what it always would.
   *
   * @example
   * this.model.load({ config: true, relations: ['database', 'queue'] });
   */
  load(what: LoadRequest<Name<T['endpoints']>, BindingName<T>>): void {
    load(this, this.backend, what);
  }

  /**
   * Says that this hook has found nothing to do, and what that rests on. As long as that, all that was asked with
   * `load({ ..., first: true })`, the environment, the kept state and the host's name and addresses are as they are, the next
   * hooks of the same kind do not start the charm at all. For a hook that asks Juju anything else this is not meant.
   *
   * @example
   * this.model.atRest({ files: ['/etc/thing.conf'], ports: [8080] });
   */
  atRest(restingOn: RestingOn): void {
    this.backend.rest?.declare(restingOn);
  }

  /** Writes every changed databag, one relation-set each. @internal */
  flush(): void {
    flushBags(this.backend);
  }
}
