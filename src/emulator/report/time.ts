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
