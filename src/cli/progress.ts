/**
 * What runs, as it runs: one line for each hook with its time and outcome, the output of a hook that failed at once,
 * and a summary when the model has settled. Written to standard error, so that standard output stays a command's own.
 */
import type { HookEvent, SettleEvent, SettleSummary } from '../emulator/agent/events.ts';
import { goJson } from '../emulator/tools/go-json.ts';
import type { GoValue } from '../emulator/tools/go-value.ts';
import { counted } from './counted.ts';
import { HookLog } from './hook-log.ts';
import { type Now, RunningWork } from './running-work.ts';
import type { Terminal } from './terminal.ts';

export type ProgressStyle = 'text' | 'json' | 'quiet';

/** `5.25s`, `120ms`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)}s`;
  const minutes = Math.floor(milliseconds / 60_000);
  return `${minutes}m${Math.round((milliseconds - minutes * 60_000) / 1000)}s`;
}

function subject(event: HookEvent): string {
  const remote = event.remoteUnit === '' ? '' : ` (${event.remoteUnit})`;
  if (event.kind === 'action') return `action ${event.name}`;
  return event.kind === 'exec' ? 'juju-exec' : `${event.name}${remote}`;
}

/** A unit runs one hook at a time, but actions may be beside it. */
function workKey(event: HookEvent): string {
  return `${event.unit} ${event.task}`;
}

/** One line on what a settling came to. */
function summaryLine(summary: SettleSummary): string {
  const parts = [counted(summary.hooks, 'hook')];
  if (summary.tasks > 0) parts.push(counted(summary.tasks, 'task'));
  if (summary.failures > 0) parts.push(counted(summary.failures, 'failure'));
  const state = summary.interrupted ? 'interrupted' : summary.failed.length > 0 ? 'stopped in error' : 'settled';
  return `${state} after ${duration(summary.milliseconds)}: ${parts.join(', ')}`;
}

export interface ProgressSources {
  /** The units there are, for a column wide enough from the first line. */
  readonly names?: () => readonly string[];
  /** What hooks say; shown when one fails. */
  readonly log?: HookLog;
  readonly now?: Now;
}

/**
 * Makes a listener that tells the user. Hooks that a charm does not have are passed over in silence.
 */
export function progressListener(
  terminal: Terminal,
  style: ProgressStyle,
  { names = () => [], log = new HookLog(), now }: ProgressSources = {},
): (event: SettleEvent) => void {
  if (style === 'quiet') return () => undefined;
  if (style === 'json') return (event) => terminal.stderr(`${goJson(plain(event))}\n`);
  let nameWidth = 12;
  const running = new RunningWork(terminal, now);
  const say = (text: string): void => running.say(text);
  /** What units said when they failed last, without numbers: times are never the same. */
  const complaints = new Map<string, string>();
  return (event) => {
    switch (event.type) {
      case 'machine-starting':
        running.begin(`machine ${event.machine}`, `machine ${event.machine} starting`);
        break;
      case 'machine-started':
        running.end(`machine ${event.machine}`);
        say(`machine ${event.machine} started  ${duration(event.milliseconds)}`);
        break;
      case 'machine-removed':
        say(`machine ${event.machine} removed`);
        break;
      case 'hook-started':
        nameWidth = Math.max(nameWidth, event.unit.length, ...names().map((name) => name.length));
        log.begin(event.unit);
        running.begin(workKey(event), `${event.unit} ${subject(event)}`);
        break;
      case 'hook-ended': {
        running.end(workKey(event));
        if (event.outcome === 'skipped') break;
        const what = `${event.unit.padEnd(nameWidth)}  ${subject(event)}`;
        const how = event.outcome === 'done' ? '' : `  ${event.outcome.toUpperCase()}: ${event.reason}`;
        say(`${what}  ${duration(event.milliseconds)}${how}`);
        if (event.outcome === 'failed') {
          const said = log.lines(event.unit);
          const lines = said.length > 0 ? said : event.output;
          const complaint = `${event.name}\n${lines.join('\n')}`.replace(/\d+/g, '');
          const isRepeated = lines.length > 1 && complaints.get(event.unit) === complaint;
          complaints.set(event.unit, complaint);
          for (const line of isRepeated ? ['(as before)'] : lines) say(`    ${line}`);
        }
        break;
      }
      case 'retry':
        say(`${event.unit.padEnd(nameWidth)}  ${event.name}  retry ${event.attempt}`);
        break;
      case 'unit-removed':
        say(`${event.unit.padEnd(nameWidth)}  removed`);
        break;
      case 'settled':
        running.stop();
        reportSummary(event.summary, say);
        break;
      default:
        break;
    }
  };
}

function reportSummary(summary: SettleSummary, say: (text: string) => void): void {
  // Nothing ran: nothing to say.
  if (summary.hooks + summary.tasks + summary.failures === 0 && summary.failed.length === 0) return;
  say(summaryLine(summary));
  for (const { unit, hook, reason } of summary.failed) {
    say(`${unit} is in error: hook failed: "${hook}"${reason === '' ? '' : ` (${reason})`}`);
    say(`  see: juju debug-log --include ${unit} --replay; then: juju resolved ${unit}`);
  }
}

/** An event as JSON keeps it; its parts are plain values all the way down. */
function plain(value: unknown): GoValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return String(value);
}
