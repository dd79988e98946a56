/** A charm's YAML files and a simulated Juju for the tests of the test kit. */
import { JujuVersion } from '../../../src/ops/juju/version.ts';
import type { Unit } from '../../../src/ops/testing/environment.ts';
import { setupOf } from '../../../src/ops/testing/environment.ts';
import type { TestEvent } from '../../../src/ops/testing/event.ts';
import type { StateInput } from '../../../src/ops/testing/state.ts';
import { state } from '../../../src/ops/testing/state.ts';
import { simulatedRunner } from '../../../src/ops/testing/tools/simulated-runner.ts';
import { World } from '../../../src/ops/testing/tools/world.ts';
import { describeCharm } from '../../../src/ops/typegen/description.ts';

export const METADATA = `
name: my-charm
summary: A charm for tests.
description: It has one of everything.
requires:
  db: {interface: mysql}
  host: {interface: juju-info, scope: container}
provides:
  website: http
peers:
  cluster: {interface: my-cluster}
storage:
  data: {type: filesystem}
resources:
  image: {type: file, filename: image.bin}
extra-bindings:
  public:
`;
export const CONFIG = `
options:
  port: {type: int, default: 80}
  name: {type: string}
  debug: {type: boolean, default: false}
  ratio: {type: float}
  ca: {type: secret}
`;
export const ACTIONS = `
backup:
  required: [target]
  params:
    target: {type: string}
    level: {type: string, default: full}
    nested: {type: object}
`;

export const CHARM = describeCharm({ metadata: METADATA, config: CONFIG, actions: ACTIONS, results: '' });

export function unit(changed: Partial<Unit> & { readonly version?: string } = {}): Unit {
  const { version, ...rest } = changed;
  return {
    charm: CHARM,
    appName: 'my-charm',
    unitId: 0,
    jujuVersion: new JujuVersion(version ?? '3.6.14'),
    charmDir: '/charm',
    machineId: '0',
    availabilityZone: null,
    principalUnit: null,
    trusted: false,
    ...rest,
  };
}

export const START: TestEvent = { kind: 'hook', hook: 'start' };

export interface Shell {
  readonly world: World;
  /** Runs a tool as a charm would: words, input, and what a shell would see of it. */
  run(
    line: readonly string[],
    input?: string,
  ): { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
}

/** A hook in progress, with nobody in it but the test. */
export function shell(input: StateInput = {}, event: TestEvent = START, on: Unit = unit()): Shell {
  const world = new World(setupOf(event, on), state(input));
  const runner = simulatedRunner(world);
  return {
    world,
    run: ([tool = '', ...args], text) => runner.run({ tool, args, ...(text === undefined ? {} : { input: text }) }),
  };
}
