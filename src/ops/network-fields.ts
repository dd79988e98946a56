/** Kinds of values that name a place on the network: addresses, networks and URLs. */
import { isIpv4, isIpv6, parseIp } from '../system/ip-address.ts';
import type { Field } from './field.ts';
import { lineField } from './field.ts';

const HOST_NAME =
  /^(?=.{1,253}\.?$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/**
 * Whether a host name is one in a URL too: there a last part that is a number makes an IPv4 address of the whole, right
 * or wrong, also in the hexadecimal and short forms that nothing else takes for an address.
 */
function isNameInUrl(name: string): boolean {
  const url = `http://${name}/`;
  return URL.canParse(url) && !isIpv4(new URL(url).hostname);
}

/** An IPv6 address out of its brackets: some charms publish it as it would stand in a URL. */
function unbracketed(text: string): string {
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  return inner !== undefined && isIpv6(inner) ? inner : text;
}

function ip(text: string): string | undefined {
  const bare = unbracketed(text);
  return parseIp(bare) !== null ? bare : undefined;
}

/** An IPv4 or IPv6 address; brackets around IPv6 are taken off. */
export function ipAddress(): Field<string> {
  return lineField('an IP address', ip, (value) => value);
}

/** An IP address or a host name. */
export function address(): Field<string> {
  return lineField(
    'an IP address or a host name',
    (text) => ip(text) ?? (HOST_NAME.test(text) && isNameInUrl(text) ? text : undefined),
    (value) => value,
  );
}

/** A network such as `192.0.2.0/24` or `fdca:3ba5:a17a:acda::/64`. */
export function cidr(): Field<string> {
  return lineField(
    'a network in CIDR form, such as 192.0.2.0/24',
    (text) => {
      const parts = /^([^/]+)\/(\d{1,3})$/.exec(text);
      const base = parseIp(parts?.[1] ?? '');
      return base !== null && Number(parts?.[2]) <= 8 * base.bytes.length ? text : undefined;
    },
    (value) => value,
  );
}

export interface UrlRule {
  /** Schemes that will do, without the colon; default http and https. */
  readonly schemes?: readonly string[];
  /** Refuse a user name or password in it, for a URL that will be shown. */
  readonly withoutLogin?: boolean;
}

/** An absolute URL with a host, kept as it was written. */
export function url(rule: UrlRule = {}): Field<string> {
  const schemes = rule.schemes ?? ['http', 'https'];
  return lineField(
    `a URL (${schemes.join(' or ')})${rule.withoutLogin === true ? ' without a login in it' : ''}`,
    (text) => {
      if (/\s/.test(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return undefined;
      const parsed = new URL(text);
      if (rule.withoutLogin === true && (parsed.username !== '' || parsed.password !== '')) return undefined;
      return parsed.host !== '' && schemes.includes(parsed.protocol.slice(0, -1)) ? text : undefined;
    },
    (value) => value,
  );
}
