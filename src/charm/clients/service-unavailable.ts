/** One error for all that can go wrong on the way to a server, whatever its driver throws. */

export type ServiceName = 'MySQL' | 'RabbitMQ' | 'ZooKeeper' | 'memcached' | 'Keystone';

/** A server cannot be reached or refuses us. `reason` is fit for a status line: one line, no secrets. */
export class ServiceUnavailableError extends Error {
  readonly code = 'service-unavailable';
  readonly service: ServiceName;
  /** Where we tried, as host:port. */
  readonly endpoint: string;
  readonly reason: string;

  constructor(service: ServiceName, endpoint: string, reason: string, cause?: unknown) {
    super(`cannot use ${service} at ${endpoint}: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'ServiceUnavailableError';
    this.service = service;
    this.endpoint = endpoint;
    this.reason = reason;
  }
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody we trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody we trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody we trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody we trust',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_CONNECTION_LOST: 'it closed the connection',
  ERR_ANSWER_TOO_LONG: 'its answer is too long',
};

/** A system's error code in words, or null when the error has none that we know. */
export function networkReason(error: unknown): string | null {
  const code = errorCode(error);
  return code === null ? null : (networkReasons[code] ?? null);
}

/** The `code` of an error, however unlike an Error it is. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** host:port for messages, IPv6 in brackets. */
export function endpointOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
