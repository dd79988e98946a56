/** Puts the hook tools into the folder that goes in front of a unit's PATH. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, writeAtomically } from '../../system/files.ts';
import { tryRun } from '../../system/process.ts';
import { JujuVersion } from '../model/index.ts';
import { clientScript } from './client-script.ts';
import { toolNames } from './tool-table.ts';

/**
 * One program under Juju's name for it, and a link to it for every tool of the version; links of another version go.
 *
 * @param folder is made if need be; the links are relative, so it may be mounted elsewhere
 * @param compiledClient `client.c` as the build compiled it; the program is in Perl where there is none, or one that
 *   this machine cannot run
 */
export function installTools(folder: string, jujuVersion: string, compiledClient: string | null): void {
  const version = new JujuVersion(jujuVersion);
  const program = version.toolBinary;
  const wanted = new Set([program, ...toolNames(version)]);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const present = new Set(readdirSync(folder));
  for (const name of present) if (!wanted.has(name)) unlinkSync(join(folder, name));
  installClient(join(folder, program), compiledClient);
  for (const name of wanted) if (!present.has(name) && name !== program) symlinkSync(program, join(folder, name));
}

function installClient(path: string, compiledClient: string | null): void {
  const present = contentOf(path);
  const compiled = compiledClient === null ? null : contentOf(compiledClient);
  if (compiled !== null && present !== null && compiled.equals(present)) return;
  const client = compiled !== null && compiledClient !== null && runs(compiledClient) ? compiled : clientBytes;
  if (present === null || !client.equals(present)) writeAtomically(path, client, { mode: 0o755 });
}

const clientBytes = Buffer.from(clientScript, 'utf8');

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A build may have been carried to a machine of another kind: so it is asked what every hook tool says without a hook. */
function runs(client: string): boolean {
  try {
    return tryRun(client, [], { env: {}, timeoutMs: 5000 }).stderr === 'ERROR JUJU_CONTEXT_ID not set\n';
  } catch {
    return false;
  }
}
