/**
 * What installations have put on the host, noted there: when a unit leaves, the options may name another origin than the
 * one it came from, or none that can be read. Only root can read the note, for a source's URL may carry a login.
 */
import { commandEnvironment } from '../openstack/command-environment.ts';
import type { Host } from '../system/host.ts';
import { paths, serviceUser } from './astara/paths.ts';

export interface InstalledParts {
  /** Whether the package is there for our sake. */
  readonly package: boolean;
  /** What add-apt-repository was given. */
  readonly repositories: readonly string[];
  /** Folders and files of installations from git. */
  readonly made: readonly string[];
}

const none: InstalledParts = { package: false, repositories: [], made: [] };

function isPlainPath(value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._+-]+){2,}$/.test(value);
}

export function readParts(host: Host): InstalledParts {
  try {
    const value: unknown = JSON.parse(host.files.read(paths.installedParts) ?? '{}');
    if (typeof value !== 'object' || value === null) return none;
    const list = (name: string): readonly unknown[] => {
      const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
      return Array.isArray(found) ? found : [];
    };
    return {
      package: 'package' in value && value.package === true,
      repositories: list('repositories').filter((spec) => typeof spec === 'string'),
      made: list('made').filter(isPlainPath),
    };
  } catch {
    return none;
  }
}

function write(host: Host, parts: InstalledParts): void {
  host.files.makeDirectory(paths.configFolder, { mode: 0o750, owner: 'root', group: serviceUser });
  const attributes = { mode: 0o600, owner: 'root', group: 'root' } as const;
  host.files.write(paths.installedParts, `${JSON.stringify(parts)}\n`, attributes);
}

/** Adds to the note, before the things themselves are made: an installation that breaks off leaves some of them too. */
export function noteParts(host: Host, more: Partial<InstalledParts>): void {
  const before = readParts(host);
  const union = (one: readonly string[], other: readonly string[] = []): string[] => [...new Set([...one, ...other])];
  write(host, {
    package: before.package || more.package === true,
    repositories: union(before.repositories, more.repositories),
    made: union(before.made, more.made),
  });
}

/** Takes package sources away that are not `kept`; returns whether there were any. */
export function withdrawRepositories(host: Host, kept: string | null): boolean {
  const parts = readParts(host);
  const gone = parts.repositories.filter((spec) => spec !== kept);
  if (gone.length === 0) return false;
  for (const spec of gone) {
    host.run('add-apt-repository', ['--remove', '--yes', spec], { env: commandEnvironment() });
  }
  write(host, { ...parts, repositories: parts.repositories.filter((spec) => spec === kept) });
  return true;
}

/** Takes away what installations from git have made, and their folders when nothing else is in them. */
export function removeMade(host: Host): void {
  const { made } = readParts(host);
  for (const path of made) host.files.removeTree(path);
  for (const folder of new Set(made.map((path) => path.slice(0, path.lastIndexOf('/'))))) {
    // Never one such as /opt, which the system has brought.
    const ours = folder.indexOf('/', 1) > 0 && host.files.exists(folder);
    if (ours && host.files.list(folder).length === 0) host.files.removeTree(folder);
  }
}
