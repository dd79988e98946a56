/** Names of a charm's endpoints by the kind of relation that they have, from its generated types. */
import type { AnyCharm } from '../dispatch.ts';
import type { TypesOf } from './events.ts';

type EndpointsOf<C extends AnyCharm> = TypesOf<C>['endpoints'];

/** The names whose endpoint is (or, with `false`, is not) of the shape; any name for a charm without generated types. */
type NamesLike<E, Shape, Wanted extends boolean = true> = string extends keyof E
  ? string
  : {
      [N in keyof E]: E[N] extends Shape ? (Wanted extends true ? N : never) : Wanted extends true ? never : N;
    }[keyof E] &
      string;

export type PeerEndpoint<C extends AnyCharm> = NamesLike<EndpointsOf<C>, { readonly role: 'peers' }>;
export type ContainerEndpoint<C extends AnyCharm> = NamesLike<EndpointsOf<C>, { readonly scope: 'container' }>;
export type RegularEndpoint<C extends AnyCharm> = NamesLike<
  EndpointsOf<C>,
  { readonly role: 'peers' } | { readonly scope: 'container' },
  false
>;

/** The same input, with the endpoint's name checked. */
export type On<N extends string, Input extends { readonly endpoint: string }> = Omit<Input, 'endpoint'> & {
  readonly endpoint: N;
};
