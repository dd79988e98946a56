/** The cloud that the model lives in, for applications that the operator trusts. */
import { callJson } from './call.ts';
import { asRecord, asStringMap, asStrings, asText } from './json-value.ts';
import type { HookToolRunner } from './runner.ts';

/** How to log in to the cloud. Its attributes are secrets: they are never to be logged. */
export interface CloudCredential {
  readonly authType: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly redacted: readonly string[];
}

/** The cloud that the model lives in. */
export interface CloudSpec {
  readonly type: string;
  readonly name: string;
  readonly region: string | null;
  readonly endpoint: string | null;
  readonly identityEndpoint: string | null;
  readonly storageEndpoint: string | null;
  readonly credential: CloudCredential | null;
  readonly caCertificates: readonly string[];
  readonly skipTlsVerify: boolean;
  readonly isControllerCloud: boolean;
}

/** The cloud; a {@link HookToolError} when the application is not trusted. */
export function credentialGet(runner: HookToolRunner): CloudSpec {
  const answer = asRecord(callJson(runner, { tool: 'credential-get', args: ['--format=json'] }));
  return {
    type: asText(answer['type']) ?? '',
    name: asText(answer['name']) ?? '',
    region: asText(answer['region']),
    endpoint: asText(answer['endpoint']),
    identityEndpoint: asText(answer['identity-endpoint']),
    storageEndpoint: asText(answer['storage-endpoint']),
    credential: readCredential(answer['credential']),
    caCertificates: asStrings(answer['cacertificates']),
    skipTlsVerify: answer['skip-tls-verify'] === true,
    isControllerCloud: answer['is-controller-cloud'] === true,
  };
}

function readCredential(value: unknown): CloudCredential | null {
  const fields = asRecord(value);
  const authType = asText(fields['auth-type']);
  if (authType === null) return null;
  // Juju has called it both ways.
  const attributes = asStringMap(fields['attrs'] ?? fields['attributes']);
  return { authType, attributes, redacted: asStrings(fields['redacted']) };
}
