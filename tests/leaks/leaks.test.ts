/** Run after all other tests: what they made on this host must be gone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { findLeaks, type Leak } from '../../src/emulator/machines/index.ts';

/** A demo that somebody is looking at is no leak of the tests. */
const ownHome = join(import.meta.dirname, '../../.juju-emulator');

function leaks(): Leak[] {
  const kept = existsSync(ownHome) ? findLeaks(ownHome) : [];
  return findLeaks().filter((leak) => !kept.some((other) => other.kind === leak.kind && other.what === leak.what));
}

it('leaves no process, mount, interface, nft table, cgroup or setting of a machine on the host', async () => {
  // The kernel takes a namespace apart some time after its last process.
  for (let attempt = 0; attempt < 50 && leaks().length > 0; attempt += 1) await sleep(100);
  expect(leaks()).toEqual([]);
});
