/** Files of plain KEY=value lines in which a host says what it runs: os-release, openstack-release. */
import { parse } from 'ini';

/** The value of a key in such a file, without its quotes; null when it is not there or is empty. */
export function releaseFileValue(text: string, key: string): string | null {
  const value: unknown = parse(text)[key];
  return typeof value === 'string' && value !== '' ? value : null;
}
