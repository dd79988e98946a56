/** Brings folders and files to what is wanted, and says what that changed. */
import type { Host } from '../system/host.ts';
import { consoleScripts, paths, serviceName } from './astara/paths.ts';
import type { WantedFile, WantedFolder } from './files.ts';

export function makeFolders(host: Host, folders: readonly WantedFolder[]): void {
  for (const { path, ...attributes } of folders) host.files.makeDirectory(path, attributes);
}

/** Writes what differs; returns the paths that changed, in the order given. */
export function writeFiles(host: Host, files: readonly WantedFile[]): readonly string[] {
  return files.flatMap(({ path, content, mode, owner, group }) => {
    const changed =
      content === null ? host.files.remove(path) : host.files.write(path, content, { mode, owner, group });
    return changed ? [path] : [];
  });
}

/** The link under the one name that astara-ctl and the API know. Two programs, one file. */
export function linkLegacyConfig(host: Host): boolean {
  return host.files.link(paths.legacyConfig, paths.config);
}

/** All that the service reads at its start, as it is on the host now. */
export function loadedParts(host: Host, version: string, authorities: ReadonlyMap<string, string>): readonly string[] {
  const read = [
    paths.config,
    paths.environment,
    paths.unitFile,
    paths.providerRules,
    paths.sshPublicKey,
    paths.databaseAuthority,
    paths.databaseCertificate,
    paths.databaseKey,
    paths.messagingAuthority,
  ];
  const files = read.map((path) => host.files.read(path) ?? '');
  return [version, ...files, ...[...authorities].flat()];
}

/** Where the console scripts are: in /usr/local/bin for an installation from git, else where packages put them. */
export function scriptFolder(host: Host): string {
  return host.files.exists(`${paths.binFolder}/${serviceName}`) ? paths.binFolder : '/usr/bin';
}

/** Console scripts that should be there and are not. */
export function missingScripts(host: Host, bin: string): readonly string[] {
  return consoleScripts.filter((name) => name !== 'astara-debug-router' && !host.files.exists(`${bin}/${name}`));
}
