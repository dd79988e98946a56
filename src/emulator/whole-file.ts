/** Files of the emulator's own that a kill leaves as they were or as they are to be. */
import { renameSync, writeFileSync } from 'node:fs';

/** Not forced to the disk: that would cost each unit of many a wait, and a host that falls takes its machines along anyway. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
