/**
 * Astara's own operations, through astara-ctl. It publishes a command to all orchestrators and exits: that it did is no
 * proof that anybody has acted, and the results say so.
 */
import { commandEnvironment } from '../../openstack/command-environment.ts';
import { lastWords, withoutCredentials } from '../../openstack/program-output.ts';
import { bundleEnvironment, systemBundle } from '../../openstack/system-ca.ts';
import { controlCharacterProblem, uuid } from '../../ops/index.ts';
import { paths, serviceUser } from '../astara/paths.ts';
import { scriptFolder } from '../write-files.ts';
import type { ActionRun, AstaraAction } from './action-run.ts';

const limitMs = 60_000;

export const astaraCommands: {
  readonly 'resource-debug': AstaraAction<'resource-debug'>;
  readonly 'resource-manage': AstaraAction<'resource-manage'>;
  readonly 'resource-update': AstaraAction<'resource-update'>;
  readonly 'resource-rebuild': AstaraAction<'resource-rebuild'>;
  readonly 'tenant-debug': AstaraAction<'tenant-debug'>;
  readonly 'tenant-manage': AstaraAction<'tenant-manage'>;
  readonly 'global-debug': AstaraAction<'global-debug'>;
  readonly 'workers-debug': AstaraAction<'workers-debug'>;
  readonly 'config-reload': AstaraAction<'config-reload'>;
  readonly poll: AstaraAction<'poll'>;
} = {
  'resource-debug': (action, { id, reason }) => command(action, ['resource', 'debug'], { id, reason }),
  'resource-manage': (action, { id }) => command(action, ['resource', 'manage'], { id }),
  'resource-update': (action, { id }) => command(action, ['resource', 'update'], { id }),
  'resource-rebuild': (action, params) =>
    command(action, ['resource', 'rebuild'], { id: params.id, image: params['image-uuid'] }),
  'tenant-debug': (action, { id, reason }) => command(action, ['tenant', 'debug'], { id, reason }),
  'tenant-manage': (action, { id }) => command(action, ['tenant', 'manage'], { id }),
  'global-debug': (action, { enabled, reason }) =>
    command(action, ['global', 'debug', enabled ? 'enable' : 'disable'], { reason }),
  'workers-debug': (action) => command(action, ['workers', 'debug'], {}),
  'config-reload': (action) => command(action, ['config', 'reload'], {}),
  poll: (action) => command(action, ['poll'], {}),
};

interface Arguments {
  readonly id?: string | undefined;
  readonly reason?: string | undefined;
  readonly image?: string | undefined;
}

function command({ event, run }: ActionRun, words: readonly string[], given: Arguments): void {
  const { host } = run.around;
  const args = [...words];
  for (const [name, value] of [
    ['id', given.id],
    ['image-uuid', given.image],
  ] as const) {
    if (value === undefined || value === '') continue;
    // Checked here and not only by Juju: a value that begins with a dash would be an option to astara-ctl.
    const decoded = uuid().decode(value);
    if (!decoded.ok) {
      event.fail(`${name}: ${decoded.problem}`);
      return;
    }
    args.push(name === 'id' ? decoded.value : `--image_uuid=${decoded.value}`);
  }
  const reason = (given.reason ?? '').trim();
  const control = controlCharacterProblem(reason);
  if (control !== null) {
    event.fail(`reason: ${control}`);
    return;
  }
  if (reason !== '') args.push(`--reason=${reason}`);
  const program = `${scriptFolder(host)}/astara-ctl`;
  if (!host.files.exists(program)) {
    event.fail('Astara is not installed yet; see the status');
    return;
  }
  const result = host.run('runuser', ['-u', serviceUser, '--', program, ...args], {
    timeoutMs: limitMs,
    cwd: paths.home,
    env: commandEnvironment({}, bundleEnvironment(systemBundle)),
  });
  const output = withoutCredentials(result.stdout.trim()).slice(0, 4000);
  const report = {
    command: words.join(' '),
    ...(given.id === undefined ? {} : { id: given.id }),
    published: result.exitCode === 0,
    output,
  };
  event.setResults({ result: JSON.stringify(report) });
  if (result.timedOut) {
    event.fail('astara-ctl did not end within a minute; is RabbitMQ there? Run the action check');
    return;
  }
  if (result.exitCode !== 0) event.fail(`astara-ctl failed: ${lastWords(result.stderr) ?? 'it said nothing'}`);
}
