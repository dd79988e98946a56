/** Tables in Markdown, and the place in the documentation where they are kept. */
import { readFileSync, writeFileSync } from 'node:fs';

const begin = '<!-- measured: begin -->';
const end = '<!-- measured: end -->';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Replaces what stands between the marks. */
export function writeTables(path: string, text: string): void {
  const page = readFileSync(path, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`cannot keep the tables: ${path} has no place for them`);
  writeFileSync(path, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
}
