/**
 * One HTTP request with a deadline over all of it: name lookup, connection, TLS and the whole answer. The API is
 * Node's own, loaded when used; redirects are not followed, for credentials must not go where nobody sent them.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly deadlineMs: number;
  /** Authorities that the server's certificate is checked against, PEM; Node's own when not given. */
  readonly ca?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** No answer came. The message names host and port, never what was sent. */
export class HttpExchangeError extends Error {
  readonly code = 'http-exchange-failed';
  /** Host and port. */
  readonly endpoint: string;
  /** What went wrong, in words that follow "<endpoint>: ". */
  readonly reason: string;

  constructor(endpoint: string, reason: string, cause?: unknown) {
    super(`cannot reach ${endpoint}: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'HttpExchangeError';
    this.endpoint = endpoint;
    this.reason = reason;
  }
}

const largestAnswer = 8 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed by the other side',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'no answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the authority of its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority of its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the authority of its certificate is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS',
};

function reasonOf(error: unknown): string {
  // Trying several addresses of one name gives an error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return 'the connection failed';
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  if (code.startsWith('HPE_')) return 'it does not speak HTTP';
  return reasons[code] ?? (code === '' ? first.message : code);
}

/** Sends one request and gives the answer, whatever its status. */
export async function exchangeHttp(request: HttpRequest): Promise<HttpAnswer> {
  if (!URL.canParse(request.url)) throw new HttpExchangeError('the server', 'its address makes no URL');
  const url = new URL(request.url);
  const secure = url.protocol === 'https:';
  const { request: open } = secure ? await import('node:https') : await import('node:http');
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  const headers = {
    accept: 'application/json',
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...request.headers,
  };
  return new Promise((resolve, reject) => {
    let ended = false;
    const settle = (act: () => void) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      act();
    };
    const fail = (reason: string, cause?: unknown) => {
      settle(() => reject(new HttpExchangeError(url.host, reason, cause)));
      outgoing.destroy();
    };
    const options = {
      method: request.method,
      headers,
      agent: false as const,
      ...(request.ca === undefined ? {} : { ca: request.ca }),
    };
    const outgoing = open(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
      });
      incoming.on('error', (error) => fail(reasonOf(error), error));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        settle(() => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
      });
    });
    const timer = setTimeout(() => fail(`no answer within ${request.deadlineMs / 1000} s`), request.deadlineMs);
    outgoing.on('error', (error) => fail(reasonOf(error), error));
    // All of it counts: headers, interim answers and the lengths of chunks can go on for ever too.
    outgoing.on('socket', (socket) => {
      let size = 0;
      socket.on('data', (bytes: Buffer) => {
        size += bytes.length;
        if (size > largestAnswer) fail('its answer is too long');
      });
    });
    // An answer that changes the protocol ends here and says nothing else.
    outgoing.on('close', () => fail('its answer is none'));
    outgoing.end(body);
  });
}
