/**
 * A login in a repository's URL must not stand where every user of the host can read it: not in a program's arguments and
 * not in a checkout's configuration. git is given the bare URL, and by its environment what to put in its place.
 */

export interface ReachableRepository {
  /** Without a password or token. */
  readonly url: string;
  /** Variables with which git reaches it all the same. */
  readonly environment: Readonly<Record<string, string>>;
}

export function withoutLogin(repository: string): ReachableRepository {
  const [, scheme, login, host, path] = /^(https?:\/\/)([^/@]*)@([^/]+)(\/.*)?$/.exec(repository) ?? [];
  if (scheme === undefined || login === undefined || host === undefined) return { url: repository, environment: {} };
  const bare = `${scheme}${host}/`;
  return {
    url: `${scheme}${host}${path ?? ''}`,
    environment: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${scheme}${login}@${host}/.insteadOf`,
      GIT_CONFIG_VALUE_0: bare,
    },
  };
}
