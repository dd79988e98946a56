import { describe, expect, it } from 'vitest';
import type { Bag } from '../../../../src/openstack/relations/bags.ts';
import {
  authorityBundle,
  certificatesRequest,
  readCertificates,
} from '../../../../src/openstack/relations/certificates.ts';

const pem = (label: string, body = 'MIIB') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const ca = pem('CERTIFICATE', 'Q0E=');
const chain = pem('CERTIFICATE', 'Q0g=');

function read(units: Record<string, Bag>) {
  const relation = {
    endpoint: 'certificates',
    id: 5,
    remoteApp: 'vault',
    units: Object.entries(units).map(([unit, bag]) => ({ unit, bag })),
    appBag: {},
    ours: {},
  };
  return readCertificates([relation], 'astara-orchestrator/0');
}

describe('the request for certificates', () => {
  it('names the unit without a slash, and each common name with its sorted names', () => {
    expect(
      certificatesRequest('astara-orchestrator/0', { 'node1.example': ['10.0.0.9', '10.0.0.10', '10.0.0.9'] }),
    ).toEqual({
      unit_name: 'astara-orchestrator_0',
      cert_requests: '{"node1.example":{"sans":["10.0.0.10","10.0.0.9"]}}',
    });
  });

  it('may ask for nothing: the authority comes anyway', () => {
    expect(certificatesRequest('a/0', {})).toEqual({ unit_name: 'a_0', cert_requests: '' });
  });
});

describe("vault's answer", () => {
  it('is ready with an authority alone', () => {
    expect(read({ 'vault/0': { ca } })).toMatchObject({ kind: 'ready', data: { ca, chain: null, remoteApp: 'vault' } });
  });

  it('holds the certificates of our unit, and of no other', () => {
    const entry = { cert: pem('CERTIFICATE'), key: pem('RSA PRIVATE KEY') };
    const bag = {
      ca,
      chain,
      'astara-orchestrator_0.processed_requests': JSON.stringify({ 'node1.example': entry }),
      'astara-orchestrator_1.processed_requests': JSON.stringify({ 'node2.example': entry }),
    };

    const reading = read({ 'vault/0': bag });

    expect(reading.kind === 'ready' && [...reading.data.issued]).toEqual([
      ['node1.example', { certificate: entry.cert, key: entry.key }],
    ]);
  });

  it('makes one bundle of root and chain', () => {
    expect(authorityBundle({ ca, chain })).toBe(`${ca}${chain}`);
    expect(authorityBundle({ ca: ca.trim(), chain: null })).toBe(ca);
  });

  it('is incomplete without units or without an authority', () => {
    expect(read({})).toEqual({ kind: 'incomplete', missing: ['ca'] });
    expect(read({ 'vault/0': {} })).toEqual({ kind: 'incomplete', missing: ['ca'] });
  });

  it('comes from a unit that is not sealed', () => {
    expect(read({ 'vault/0': {}, 'vault/1': { ca } })).toMatchObject({ kind: 'ready', data: { unit: 'vault/1' } });
  });

  it.each([
    ['an authority that is no PEM', { ca: 'hello' }, 'certificates: vault/0: ca: expected PEM of CERTIFICATE'],
    [
      'an authority that is a key',
      { ca: pem('PRIVATE KEY') },
      'certificates: vault/0: ca: expected PEM of CERTIFICATE',
    ],
    [
      'requests that are no JSON',
      { ca, 'astara-orchestrator_0.processed_requests': '{' },
      'certificates: vault/0: astara-orchestrator_0.processed_requests: expected JSON',
    ],
    [
      'a key that is none',
      {
        ca,
        'astara-orchestrator_0.processed_requests': JSON.stringify({
          cn: { cert: pem('CERTIFICATE'), key: 'topsecret' },
        }),
      },
      'key of cn: expected PEM of PRIVATE KEY',
    ],
  ])('with %s is invalid', (_, bag: Bag, problem) => {
    const text = JSON.stringify(read({ 'vault/0': bag }));

    expect(text).toContain(problem);
    expect(text).not.toContain('topsecret');
  });
});
