/**
 * The relation identity-service (interface keystone), our half: one endpoint registered in the catalogue.
 * The answer is read by identity-answer.ts. Only the leader publishes, since two URLs would overwrite each other.
 */
import { bagSchema, type Decoded, text, url } from '../../ops/index.ts';
import type { Bag } from './bags.ts';

export interface EndpointRegistration {
  /** Name and type in the catalogue; keystone's charm fails on a name that it does not know. */
  readonly service: string;
  readonly region: string;
  readonly publicUrl: string;
  readonly internalUrl: string;
  readonly adminUrl: string;
  /** Roles to make and to give to our user, besides the one every service gets. */
  readonly requestedRoles?: readonly string[];
  /** Services whose endpoint changes we want to hear of. */
  readonly subscribe?: readonly string[];
}

const requestSchema = bagSchema({
  service: text({ pattern: /[a-z][a-z0-9_-]*/, expected: 'a service name' }),
  region: text({ pattern: /[^\s_]\S*/, expected: 'the name of one region' }),
  public_url: url(),
  internal_url: url(),
  admin_url: url(),
});

const optionalKeys = ['requested_roles', 'subscribe_ep_change'] as const;

/**
 * Keys of the leader's unit bag: five of them or nothing, for keystone takes fewer for no request at all.
 * The word None in any value would make keystone withhold our credentials without a word, so it is refused here.
 */
export function identityServiceRequest(registration: EndpointRegistration): Decoded<Bag> {
  const bag: Record<string, string> = {
    service: registration.service,
    region: registration.region,
    public_url: registration.publicUrl,
    internal_url: registration.internalUrl,
    admin_url: registration.adminUrl,
    requested_roles: (registration.requestedRoles ?? []).join(','),
    subscribe_ep_change: (registration.subscribe ?? []).join(' '),
  };
  const reading = requestSchema.read(bag);
  const wrong = [...reading.problems, ...reading.missing.map((key) => `${key}: expected a value, got none`)];
  for (const [key, value] of Object.entries(bag)) {
    if (value === 'None') wrong.push(`${key}: expected a value, got the word None`);
  }
  return wrong.length > 0 ? { ok: false, problem: wrong.join('; ') } : { ok: true, value: bag };
}

/** Every key of the request emptied: what a unit publishes that is not, or no longer, the leader. */
export function withdrawnIdentityRequest(): Bag {
  return Object.fromEntries([...requestSchema.keys, ...optionalKeys].map((key) => [key, '']));
}

/** What keystone-k8s reads from our application's bag, beside what older keystones read from the unit's. */
export function identityApplicationRequest(registration: EndpointRegistration, description: string): Bag {
  const endpoint = {
    service_name: registration.service,
    type: registration.service,
    description,
    internal_url: registration.internalUrl,
    admin_url: registration.adminUrl,
    public_url: registration.publicUrl,
  };
  return { region: registration.region, 'service-endpoints': JSON.stringify([endpoint]) };
}
