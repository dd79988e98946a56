/**
 * Trusting a certificate authority. A Python service in a virtual environment reads neither the system's store nor an
 * option, but a bundle that its environment names; so we keep a bundle of our own, made of the system's and of what
 * relations and options add. The system's store itself can be extended too, under a name that is ours alone.
 */
import type { Host } from '../system/host.ts';

export const systemBundle = '/etc/ssl/certs/ca-certificates.crt';
const storeDirectory = '/usr/local/share/ca-certificates';

/** One bundle of the system's authorities and the given ones, each once, in a stable order. */
export function authorityBundleOf(systemText: string | null, authorities: readonly string[]): string {
  const added = [...new Set(authorities.map((authority) => authority.trim()).filter((authority) => authority !== ''))];
  const parts = [systemText?.trim() ?? '', ...added.sort()].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

/** Variables that make Python's TLS libraries, and others, read a bundle. */
export function bundleEnvironment(path: string): Readonly<Record<string, string>> {
  return { REQUESTS_CA_BUNDLE: path, SSL_CERT_FILE: path };
}

function storePath(owner: string, name: string): string {
  const plain = name.replace(/[^A-Za-z0-9-]/g, '_');
  return `${storeDirectory}/${owner}-${plain}.crt`;
}

/** Has the system's store and bundle made anew of all that is trusted. */
export function updateStore(host: Host): void {
  const result = host.run('update-ca-certificates', ['--fresh']);
  if (result.exitCode !== 0) throw new Error('cannot update the certificate store: update-ca-certificates failed');
}

/**
 * Lays down which authorities of ours the system shall trust, by name; null withdraws what was given under that name.
 * Returns whether anything changed: {@link updateStore} has to follow then. Files of others are not touched, however their
 * names begin: an application called "nova" is not the owner of nova-compute's.
 */
export function trustAuthorities(host: Host, owner: string, authorities: ReadonlyMap<string, string | null>): boolean {
  let changed = false;
  for (const [name, pem] of authorities) {
    const path = storePath(owner, name);
    if (pem === null) {
      changed = host.files.remove(path) || changed;
      continue;
    }
    changed = host.files.write(path, `${pem.trim()}\n`, { mode: 0o644, owner: 'root', group: 'root' }) || changed;
  }
  return changed;
}
