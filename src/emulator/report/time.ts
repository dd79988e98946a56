/** Times as Juju's commands print them. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (number: number): string => number.toString().padStart(2, '0');

/** Where the user is, as an offset in minutes; tests give 0. */
export type Zone = (time: number) => number;

export const localZone: Zone = (time) => -new Date(time).getTimezoneOffset();
export const utc: Zone = () => 0;

function offset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const whole = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** The time shifted, so that its UTC parts are the parts that the user's clock shows. */
function shown(time: number, zone: Zone): Date {
  return new Date(time + zone(time) * 60_000);
}

/** `05:31:50Z`. */
export function clockTime(time: number, zone: Zone = localZone): string {
  const at = shown(time, zone);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}${offset(zone(time))}`;
}

/** `23 Nov 2026 05:31:50Z`. */
export function dateTime(time: number, zone: Zone = localZone): string {
  const at = shown(time, zone);
  return `${two(at.getUTCDate())} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()} ${clockTime(time, zone)}`;
}

/** `2026-11-23 05:31:50`, in UTC unless a zone is given: operations, tasks and resources. */
export function plainDateTime(time: number, zone: Zone = utc): string {
  return shown(time, zone).toISOString().slice(0, 19).replace('T', ' ');
}

/** How long ago, as Juju tells it: the date of what is older than a day. */
export function agoText(time: number, now: number): string {
  const seconds = Math.floor((now - time) / 1000);
  const told = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (seconds >= 86_400) return plainDateTime(time).slice(0, 10);
  if (seconds >= 3600) return told(Math.floor(seconds / 3600), 'hour');
  if (seconds >= 60) return told(Math.floor(seconds / 60), 'minute');
  return seconds >= 2 ? told(seconds, 'second') : 'just now';
}
