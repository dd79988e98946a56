/**
 * Certificates and keys that a service reads, in a directory of its own. Keys are for the service's group only.
 * What is no longer wanted is removed, so that no connection trusts an authority that is gone.
 */
import type { Host } from '../system/host.ts';

export interface TlsFile {
  /** File name inside the directory. */
  readonly name: string;
  /** PEM, or null when the file shall not be there. */
  readonly content: string | null;
  /** A key: readable by the group only. */
  readonly secret?: boolean;
}

/** Brings the files to the wanted state; returns the paths that changed, sorted, so that who reads them can be restarted. */
export function writeTlsFiles(
  host: Host,
  directory: string,
  group: string,
  files: readonly TlsFile[],
): readonly string[] {
  if (files.some((file) => file.content !== null)) {
    host.files.makeDirectory(directory, { mode: 0o750, owner: 'root', group });
  }
  const changed: string[] = [];
  for (const file of files) {
    const path = `${directory}/${file.name}`;
    const attributes = { mode: file.secret === true ? 0o640 : 0o644, owner: 'root', group };
    const done = file.content === null ? host.files.remove(path) : host.files.write(path, file.content, attributes);
    if (done) changed.push(path);
  }
  return changed.sort();
}
