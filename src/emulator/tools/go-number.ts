/** Numbers as Go prints them. */

/** Go's shortest `%g`, which turns to an exponent at a million already. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // Between these bounds JavaScript never uses an exponent itself.
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

/** A float as Go's JSON encoder writes it: JavaScript's form, but that minus zero keeps its sign. */
export function goJsonFloat(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
