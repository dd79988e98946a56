/** Where things lie in the one folder that holds all of the emulator's state. */
import { join } from 'node:path';

export class HomeFolder {
  readonly path: string;

  /** @param path absolute */
  constructor(path: string) {
    this.path = path;
  }

  get lockFile(): string {
    return join(this.path, 'lock');
  }

  /** Snapshot and journal of the model. */
  get modelFolder(): string {
    return join(this.path, 'model');
  }

  get logsFolder(): string {
    return join(this.path, 'logs');
  }

  /** One JSON value ({@link LogLine}) a line. */
  get logFile(): string {
    return join(this.logsFolder, 'model.ndjson');
  }

  /** One JSON value ({@link StatusRecord}) a line. */
  get statusHistoryFile(): string {
    return join(this.logsFolder, 'status-history.ndjson');
  }

  get charmsFolder(): string {
    return join(this.path, 'charms');
  }

  /** The unpacked files of one charm, relative to {@link path}: what `Charm.folder` holds. */
  charmFolder(name: string, revision: number): string {
    return join('charms', `${name}-${revision}`);
  }

  /** An uploaded resource, relative to {@link path}. */
  resourceFile(application: string, name: string, fingerprint: string): string {
    return join('resources', application, `${name}-${fingerprint.slice(0, 16)}`);
  }

  get resourcesFolder(): string {
    return join(this.path, 'resources');
  }

  resolve(relative: string): string {
    return join(this.path, relative);
  }
}
