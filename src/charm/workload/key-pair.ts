/** The key pair for appliances, made by OpenSSH itself so that it is in OpenSSH's own form. */
import { logger } from '../../ops/index.ts';
import type { Host } from '../../system/host.ts';
import { CommandError } from '../../system/process.ts';

export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A folder for the moment of making; only root can look into it. */
const workshop = '/run/astara-orchestrator-keys';

/** A new pair, or null where there is no ssh-keygen: appliances then boot without a key, and work. */
export function makeKeyPair(host: Host, comment: string): KeyPair | null {
  host.files.removeTree(workshop);
  host.files.makeDirectory(workshop, { mode: 0o700, owner: 'root', group: 'root' });
  try {
    const path = `${workshop}/key`;
    const result = host.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path]);
    const privateKey = host.files.read(path);
    const publicKey = host.files.read(`${path}.pub`);
    if (result.exitCode !== 0 || privateKey === null || publicKey === null) {
      logger.warning('cannot make a key pair for appliances: ssh-keygen failed');
      return null;
    }
    return { publicKey: publicKey.trim(), privateKey };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    logger.warning('cannot make a key pair for appliances: there is no ssh-keygen');
    return null;
  } finally {
    host.files.removeTree(workshop);
  }
}
