/** status-get, status-set and application-version-set: what a charm says of itself. */
import { type StatusInfo, settableStatuses } from '../model/index.ts';
import { goQuote } from './go-text.ts';
import type { GoMap } from './go-value.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

function details(status: StatusInfo): GoMap {
  return { message: status.message, status: shownName(status), 'status-data': status.data };
}

function shownName({ status }: StatusInfo): string {
  return status === 'unset' ? 'unknown' : status;
}

export const statusGet: HookTool = {
  name: 'status-get',
  usage: '[--include-data] [--application]',
  summary: 'Print status information.',
  run(call) {
    const { format } = call.declareOutput();
    const includeData = call.flags.boolean('include-data');
    const application = call.flags.boolean('application');
    call.parseAtMost(0);
    const bare = !includeData.value && format.value === 'smart';
    if (!application.value) {
      const status = call.context.status.unit();
      if (bare) call.answer(shownName(status));
      else call.answer(includeData.value ? details(status) : { status: shownName(status) });
      return;
    }
    const statuses = call.context.status.application();
    if (bare) {
      call.answer(shownName(statuses.application));
      return;
    }
    const units = Object.entries(statuses.units).map(([name, status]) => [name, details(status)] as const);
    call.answer({ 'application-status': { ...details(statuses.application), units: Object.fromEntries(units) } });
  },
};

export const statusSet: HookTool = {
  name: 'status-set',
  usage: '<maintenance | blocked | waiting | active> [message]',
  summary: 'Set status information.',
  run(call) {
    const application = call.flags.boolean('application');
    const args = call.parse();
    const [word, message = ''] = args;
    if (word === undefined) throw new UsageError('invalid args, require <status> [message]');
    const status = settableStatuses.find((name) => name === word);
    if (status === undefined) {
      throw new UsageError(`invalid status ${goQuote(word)}, expected one of [${settableStatuses.join(' ')}]`);
    }
    call.refuseBeyond(args, 2);
    if (application.value) call.context.status.setApplication(status, message);
    else call.context.status.setUnit(status, message);
  },
};

export const applicationVersionSet: HookTool = {
  name: 'application-version-set',
  usage: '<new-version>',
  summary: 'Specify which version of the application is deployed.',
  run(call) {
    const args = call.parse();
    const [version] = args;
    if (version === undefined) throw new UsageError('no version specified');
    call.refuseBeyond(args, 1);
    call.context.status.setWorkloadVersion(version);
  },
};
