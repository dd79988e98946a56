/** A charm on Debian's python3 that calls hook tools as foreign frameworks do: by subprocess, in JSON. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { integrate, shownStatus } from '../../src/emulator/index.ts';
import { PlainWorld } from './emulator-agent-world.ts';

let world: PlainWorld;

beforeEach(() => {
  world = new PlainWorld();
});

afterEach(() => world.end());

const dispatch = `#!/usr/bin/python3
import json, os, subprocess, sys

def tool(*args):
    done = subprocess.run(args, capture_output=True, check=True)
    return json.loads(done.stdout) if b"--format=json" in [a.encode() for a in args] else None

hook = os.environ["JUJU_DISPATCH_PATH"].split("/")[-1]
leader = tool("is-leader", "--format=json")
if hook.endswith("-relation-created"):
    tool("relation-set", "unit=" + os.environ["JUJU_UNIT_NAME"], "text=line one\\nline two")
    if leader:
        tool("relation-set", "--app", "leader=" + os.environ["JUJU_UNIT_NAME"])
seen = []
for relation in tool("relation-ids", "--format=json", "cluster"):
    for unit in tool("relation-list", "--format=json", "-r", relation):
        bag = tool("relation-get", "--format=json", "-r", relation, "-", unit)
        seen.append(bag.get("unit", "?") + " " + str(len(bag.get("text", "").split("\\n"))))
    app = tool("relation-get", "--format=json", "-r", relation, "--app", "-", "py")
    if seen:
        tool("status-set", "active", "leader %s sees %s" % (app.get("leader"), ", ".join(sorted(seen))))
print("ran", hook, "with Python", sys.version_info[0])
`;

it('runs a Python charm in a cluster of three', async () => {
  await world.deploy(
    { name: 'py', metadata: 'peers:\n  cluster: {interface: py}\n', files: { dispatch } },
    { units: 3 },
  );
  const summary = await world.emulator.settle({ retries: 0 });
  expect(summary.failed).toEqual([]);
  expect(shownStatus(world.unit('py/0')).workload).toMatchObject({
    status: 'active',
    message: 'leader py/0 sees py/1 2, py/2 2',
  });
  expect(world.messages('DEBUG')).toContain('ran start with Python 3');
});

it('relates a Python charm with one on sh', async () => {
  await world.deploy({
    name: 'py',
    metadata: 'peers:\n  cluster: {interface: py}\nprovides:\n  web: {interface: http}\n',
    files: { dispatch },
  });
  await world.deploy({
    name: 'shell',
    metadata: 'requires:\n  site: {interface: http}\n',
    files: {
      'hooks/site-relation-changed':
        '#!/bin/sh\nstatus-set active "$(relation-get unit) $(relation-get --app leader)"\n',
    },
  });
  integrate(world.emulator.store, ['py', 'shell']);
  expect((await world.emulator.settle({ retries: 0 })).failed).toEqual([]);
  expect(world.unit('shell/0').workloadStatus.message).toBe('py/0 py/0');
});
