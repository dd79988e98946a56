/**
 * The shape of what is generated from a charm's YAML files, and the names that follow from it. A charm without generated
 * types has {@link UntypedCharm}, where every name is a string and every value is looked at when used.
 */

/** An option's value as Juju gives it; a secret comes as its id. */
export type ConfigValue = boolean | number | string;

/** An endpoint, as metadata.yaml declares it. */
export interface EndpointType {
  readonly role: 'provides' | 'requires' | 'peers';
  readonly interface: string;
  readonly scope: 'global' | 'container';
}

/** An action: its parameters by actions.yaml, its results by action-results.yaml. */
export interface ActionType {
  readonly params: object;
  readonly results: object;
}

/** What `ops-generate` writes for a charm, to be given to `CharmBase<...>`. */
export interface CharmTypes {
  /** Option name to its type; an option without a default may be undefined. */
  readonly config: object;
  readonly endpoints: { readonly [name: string]: EndpointType };
  readonly actions: { readonly [name: string]: ActionType };
  /** Names of storages; `never` when there are none. */
  readonly storages: string;
  readonly resources: string;
}

/** A charm without generated types: any name goes, and values are looked at when used. */
export interface UntypedCharm extends CharmTypes {
  readonly config: { readonly [name: string]: ConfigValue | undefined };
  readonly actions: {
    readonly [name: string]: {
      readonly params: Readonly<Record<string, unknown>>;
      readonly results: Readonly<Record<string, unknown>>;
    };
  };
}

/** The keys of a type that are strings. */
export type Name<T> = keyof T & string;

/** `shared-db` and `shared_db` to `sharedDb`. */
export type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${CamelCase<Head>}${Capitalize<CamelCase<Tail>>}`
  : S extends `${infer Head}_${infer Tail}`
    ? `${Head}${Capitalize<CamelCase<Tail>>}`
    : S;

/** The same when the charm runs. */
export function camelCase(name: string): string {
  return name.replace(/[-_]+(.)/g, (_match, letter: string) => letter.toUpperCase()).replace(/[-_]+$/, '');
}
