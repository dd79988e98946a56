/**
 * Text in columns, as Go's tabwriter sets them for Juju: two blanks between, the last cell of a row is never padded,
 * and a row with no cells ends a block of columns.
 */
import { compareNaturally } from '../tools/natural-order.ts';

export interface ColumnOptions {
  /** Numbers of the columns that are set to the right. */
  readonly right?: readonly number[];
}

const gap = '  ';

function width(text: string): number {
  return [...text].length;
}

/** Sets rows into columns; every line ends in a newline. */
export function columns(rows: readonly (readonly string[])[], options: ColumnOptions = {}): string {
  const widths: number[] = [];
  for (const row of rows) {
    // The last cell is outside of any column.
    row.slice(0, -1).forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    });
  }
  const lines = rows.map((row) =>
    row
      .map((cell, index) => {
        if (index === row.length - 1) return cell;
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return options.right?.includes(index) === true ? `${padding}${cell}${gap}` : `${cell}${padding}${gap}`;
      })
      .join(''),
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** Names in the order in which Juju lists them: `u/2` before `u/10`. */
export function inNaturalOrder(names: Iterable<string>): string[] {
  return [...names].sort(compareNaturally);
}
