/** A parser of options or parameters that insists on a port. */
export function parsePort(values: Readonly<Record<string, unknown>>): { port: number } {
  const { port } = values;
  if (typeof port !== 'number' || port > 65535) throw new RangeError('bad port');
  return { port };
}
