/**
 * `npm run demo`: a small cloud on real servers, in the emulator, from a fresh clone. Uses Node's own modules alone, since
 * nothing may be installed yet.
 *
 *   npm run demo               installs what is missing, builds, packs, deploys bundle.yaml, and shows what came of it
 *   npm run demo -- --plain    without colours, for logs
 *   npm run demo -- down       takes all of it away and looks whether anything is left
 *
 * Again and again: what is there already is left as it is. The cloud is in $JUJU_EMULATOR_HOME, by default
 * .juju-emulator in this folder.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deployCloud, makeCloud } from './demo/cloud.mjs';
import { takeDown } from './demo/down.mjs';
import { Failure, heading, usePlainText } from './demo/output.mjs';
import { prepare, root } from './demo/preparation.mjs';
import { showNext, showServers } from './demo/tour.mjs';

const usage = 'usage: npm run demo [-- [down] [--plain]]';

async function bringUp(home) {
  checkHost();
  const cloud = makeCloud(home);
  prepare(cloud.isUp());
  await deployCloud(cloud);
  heading('Status');
  process.stdout.write(cloud.ask('status'));
  showServers(cloud);
  showNext(cloud);
}

/** What no package can bring. */
function checkHost() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`this is Node.js ${process.versions.node}`, 'install Node.js 20.19 or newer');
  }
  if (process.platform !== 'linux') throw new Failure('the machines are Linux namespaces', 'run it on Linux');
  if (process.getuid?.() !== 0) {
    throw new Failure('the machines are namespaces, which only root may make', 'run it as root: sudo npm run demo');
  }
}

function readWords() {
  try {
    const { values, positionals } = parseArgs({
      options: { plain: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: true,
    });
    const [word = 'up', ...more] = positionals;
    if (more.length > 0 || !['up', 'down'].includes(word)) throw new Error(`there is no "${positionals.join(' ')}"`);
    return { ...values, word };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    return null;
  }
}

async function main() {
  const words = readWords();
  if (words === null) return 2;
  if (words.help) {
    console.log(usage);
    return 0;
  }
  usePlainText(words.plain || process.stdout.isTTY !== true || process.env.NO_COLOR !== undefined);
  const home = process.env.JUJU_EMULATOR_HOME ?? join(root, '.juju-emulator');
  try {
    if (words.word === 'up') await bringUp(home);
    else if (existsSync(home)) await takeDown(home);
    else console.log(`There is nothing in ${home}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\ncannot go on: ${error.message}\nwhat to do: ${error.cure}`);
    return error.exitCode;
  }
}

// A child that is stopped by Ctrl-C ends, and is then reported; ending here at once would leave its work untold.
process.on('SIGINT', () => undefined);
process.exitCode = await main();
