/** The end of the demo: machines, networks and files go, and the kernel's own lists are asked whether anything stayed. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCloud } from './cloud.mjs';
import { Failure, heading } from './output.mjs';
import { root } from './preparation.mjs';

/** What the demo and the emulator keep in a home. */
const emulatorsOwn = ['charms', 'demo', 'lock', 'logs', 'machines', 'model', 'network.json', 'resources', 'shared'];

/** The check that the tests make too (src/emulator/machines/leaks.ts), built for the occasion. */
async function leakFinder() {
  const { build } = await import('esbuild');
  const built = await build({
    entryPoints: [join(root, 'src/emulator/machines/leaks.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  const code = Buffer.from(built.outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)).findLeaks;
}

export async function takeDown(givenHome) {
  const cloud = makeCloud(givenHome);
  if (!existsSync(join(root, 'dist/cli.cjs'))) {
    throw new Failure('the emulator is not built', 'npm ci && npm run build, and then npm run demo -- down');
  }
  cloud.refuseForeign();
  heading('Taking the cloud away');
  if (cloud.tryToAsk('status', '--format', 'json') !== null && !cloud.tell('destroy-model', '--force', '--no-prompt')) {
    throw new Failure('the model could not be destroyed', 'see what juju said above, and then npm run demo -- down');
  }
  const findLeaks = await leakFinder();
  // The kernel takes a namespace apart some time after its last process.
  for (let attempt = 0; attempt < 100 && findLeaks(cloud.home).length > 0; attempt += 1) await sleep(100);
  const leaks = findLeaks(cloud.home);
  if (leaks.length > 0) {
    const lines = leaks.map((leak) => `  ${leak.kind} ${leak.what}`).join('\n');
    throw new Failure(`something is left on this host:\n${lines}`, 'npm run demo -- down once more; else reboot');
  }
  // A home that its user has chosen may hold what is his.
  for (const own of emulatorsOwn) rmSync(join(cloud.home, own), { recursive: true, force: true });
  if (readdirSync(cloud.home).length === 0) rmdirSync(cloud.home);
  console.log('Nothing is left: no process, no mount, no interface, no nft table, no cgroup, no file.');
}
