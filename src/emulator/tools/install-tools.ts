/** Puts the hook tools into the folder that goes in front of a unit's PATH. */
import { mkdirSync, readdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeIfChanged } from '../../system/files.ts';
import { JujuVersion } from '../model/index.ts';
import { clientScript } from './client-script.ts';
import { toolNames } from './tool-table.ts';

/**
 * One program under Juju's name for it, and a link to it for every tool of the version; links of another version go.
 *
 * @param folder is made if need be; the links are relative, so it may be mounted elsewhere
 */
export function installTools(folder: string, jujuVersion: string): void {
  const version = new JujuVersion(jujuVersion);
  const program = version.toolBinary;
  const wanted = new Set([program, ...toolNames(version)]);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const present = new Set(readdirSync(folder));
  for (const name of present) if (!wanted.has(name)) unlinkSync(join(folder, name));
  writeIfChanged(join(folder, program), clientScript, { mode: 0o755 });
  for (const name of wanted) if (!present.has(name) && name !== program) symlinkSync(program, join(folder, name));
}
