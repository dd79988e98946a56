/** TypeScript types as a small tree, and their text, laid out as Biome would lay it out. */

export type TypeNode =
  /** A type as it is written: `string`, `never`, `Foo`. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'union'; readonly members: readonly TypeNode[] }
  | { readonly kind: 'all'; readonly members: readonly TypeNode[] }
  | { readonly kind: 'list'; readonly item: TypeNode }
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly rest?: TypeNode };

export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TypeNode;
  readonly doc?: string;
}

const WIDTH = 120;

export function word(text: string): TypeNode {
  return { kind: 'word', text };
}

export function member(name: string, type: TypeNode, doc?: string): Member {
  return { name, optional: false, type, ...(doc === undefined || doc === '' ? {} : { doc }) };
}

export function object(members: readonly Member[], rest?: TypeNode): TypeNode {
  return { kind: 'object', members, ...(rest === undefined ? {} : { rest }) };
}

/** A union without repeated members; of none it is `never`. */
export function union(members: readonly TypeNode[]): TypeNode {
  const unique = [...new Map(members.map((part) => [inline(part), part])).values()];
  const [only] = unique;
  if (only === undefined) return word('never');
  return unique.length === 1 ? only : { kind: 'union', members: unique };
}

/** A string as a literal in the house's quotes. */
export function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  if (text.includes("'") && !text.includes('"')) return `"${escaped}"`;
  return `'${escaped.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

/** A property name, in quotes only where it needs them. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

function inParentheses(part: TypeNode): string {
  return part.kind === 'union' || part.kind === 'all' ? `(${inline(part)})` : inline(part);
}

/** The type on one line. */
export function inline(type: TypeNode): string {
  switch (type.kind) {
    case 'word':
      return type.text;
    case 'union':
      return type.members.map((part) => (part.kind === 'all' ? inParentheses(part) : inline(part))).join(' | ');
    case 'all':
      return type.members.map(inParentheses).join(' & ');
    case 'list':
      return `readonly ${inParentheses(type.item)}[]`;
    case 'object': {
      const parts = type.members.map(
        ({ name, optional, type: of }) => `${key(name)}${optional ? '?' : ''}: ${inline(of)}`,
      );
      if (type.rest !== undefined) parts.push(`[key: string]: ${inline(type.rest)}`);
      return parts.length === 0 ? 'Record<never, never>' : `{ ${parts.join('; ')} }`;
    }
  }
}

function hasDoc(type: TypeNode): boolean {
  if (type.kind !== 'object') return false;
  return type.members.some((part) => part.doc !== undefined || hasDoc(part.type));
}

/** One line of comment: the first sentence or line of a description. */
function docLine(text: string, indent: string): string {
  const words = text.replace(/\*\//g, '* /').replace(/\s+/g, ' ').trim();
  const room = WIDTH - indent.length - '/**  */'.length;
  if (words.length <= room) return `${indent}/** ${words} */`;
  return `${indent}/** ${words.slice(0, room - 1).replace(/\s+\S*$/, '')}… */`;
}

/** The lines of `<start><type>;`, broken where one line would be too long. */
export function lay(start: string, type: TypeNode, indent: string): readonly string[] {
  const single = `${indent}${start}${inline(type)};`;
  if (single.length <= WIDTH && !hasDoc(type)) return [single];
  if (type.kind === 'object' && type.members.length > 0) {
    return [`${indent}${start}{`, ...layMembers(type.members, type.rest, `${indent}  `), `${indent}};`];
  }
  if (type.kind === 'union') {
    const parts = type.members.map((part) => `${indent}  | ${inline(part)}`);
    return [`${indent}${start.trimEnd()}`, ...parts.slice(0, -1), `${parts.at(-1) ?? ''};`];
  }
  return [single];
}

export function layMembers(members: readonly Member[], rest: TypeNode | undefined, indent: string): readonly string[] {
  const lines = members.flatMap(({ name, optional, type, doc }) => [
    ...(doc === undefined ? [] : [docLine(doc, indent)]),
    ...lay(`${key(name)}${optional ? '?' : ''}: `, type, indent),
  ]);
  return rest === undefined ? lines : [...lines, ...lay('[key: string]: ', rest, indent)];
}
