/**
 * The environment for programs that an installation runs. It is made from nothing, so that a run by hand and a run in
 * a hook do the same; of Juju's environment only the proxies are passed on.
 */

export interface Proxies {
  readonly http?: string;
  readonly https?: string;
  /** Hosts that are reached without a proxy, separated by commas. */
  readonly no?: string;
}

/** Variables for a program: path, language, home, proxies in both spellings, and what else is given. */
export function commandEnvironment(
  proxies: Proxies = {},
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
  };
  const named = { http_proxy: proxies.http, https_proxy: proxies.https, no_proxy: proxies.no };
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined || value === '') continue;
    environment[name] = value;
    environment[name.toUpperCase()] = value;
  }
  return { ...environment, ...more };
}
