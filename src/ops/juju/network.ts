/** The networks that Juju binds endpoints to. */
import { callJson } from './call.ts';
import { asList, asRecord, asStrings, asText } from './json-value.ts';
import type { HookToolCall, HookToolRunner } from './runner.ts';

export interface NetworkAddress {
  readonly hostname: string;
  readonly value: string;
  readonly cidr: string;
}

export interface BindAddress {
  readonly macAddress: string;
  readonly interfaceName: string;
  readonly addresses: readonly NetworkAddress[];
}

export interface NetworkInfo {
  readonly bindAddresses: readonly BindAddress[];
  readonly ingressAddresses: readonly string[];
  readonly egressSubnets: readonly string[];
}

/** The network of a binding, seen from a relation when its id is given. */
export function networkGet(runner: HookToolRunner, binding: string, relationId: number | null = null): NetworkInfo {
  const answer = asRecord(callJson(runner, networkGetCall(binding, relationId)));
  return {
    bindAddresses: asList(answer['bind-addresses']).map(readBindAddress),
    ingressAddresses: asStrings(answer['ingress-addresses']),
    egressSubnets: asStrings(answer['egress-subnets']),
  };
}

export function networkGetCall(binding: string, relationId: number | null = null): HookToolCall {
  // This tool alone takes the bare id: it looks the endpoint up by the binding.
  const relation = relationId === null ? [] : ['-r', String(relationId)];
  return { tool: 'network-get', args: ['--format=json', ...relation, binding] };
}

function readBindAddress(value: unknown): BindAddress {
  const fields = asRecord(value);
  return {
    macAddress: asText(fields['mac-address']) ?? '',
    interfaceName: asText(fields['interface-name']) ?? '',
    addresses: asList(fields['addresses']).map((address) => {
      const parts = asRecord(address);
      return {
        hostname: asText(parts['hostname']) ?? '',
        // Juju before 2.9 said `address`.
        value: asText(parts['value']) ?? asText(parts['address']) ?? '',
        cidr: asText(parts['cidr']) ?? '',
      };
    }),
  };
}
