/** `juju show-status-log`. */
import type { StatusKind, StatusRecord } from '../model/index.ts';
import { columns } from './columns.ts';
import { dateTime, localZone, type Zone } from './time.ts';

/** `--type` and the kinds of records that it stands for. */
export const historyTypes: Readonly<Record<string, readonly StatusKind[]>> = {
  unit: ['workload', 'juju-unit'],
  workload: ['workload'],
  'juju-unit': ['juju-unit'],
  application: ['application'],
  machine: ['machine'],
  'juju-machine': ['juju-machine'],
};

export interface HistoryFilter {
  readonly entity: string;
  readonly kinds: readonly StatusKind[];
  /** Newest so many; 0 is all. */
  readonly last: number;
  /** Not older than this; 0 is any. */
  readonly since: number;
  readonly includeUpdateStatus: boolean;
}

/** Reads the store's history file; a half-written last line is passed over. */
export function parseHistory(text: string): readonly StatusRecord[] {
  return text.split('\n').flatMap((row): readonly StatusRecord[] => {
    if (row === '') return [];
    try {
      // The store alone writes this file, a StatusRecord each.
      return [JSON.parse(row) as StatusRecord];
    } catch {
      return [];
    }
  });
}

export function selectHistory(records: readonly StatusRecord[], filter: HistoryFilter): readonly StatusRecord[] {
  const chosen = records.filter(
    (record) =>
      record.entity === filter.entity &&
      filter.kinds.includes(record.kind) &&
      record.since >= filter.since &&
      (filter.includeUpdateStatus || !record.message.includes('update-status')),
  );
  return filter.last === 0 ? chosen : chosen.slice(-filter.last);
}

export function historyTable(records: readonly StatusRecord[], zone: Zone = localZone): string {
  const rows = records.map((record) => [dateTime(record.since, zone), record.kind, record.status, record.message]);
  return columns([['Time', 'Type', 'Status', 'Message'], ...rows]);
}
