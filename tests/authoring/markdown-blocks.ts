/** The code blocks of a Markdown page, in order. */

export interface Block {
  /** The word after the fence, such as `sh`. */
  readonly language: string;
  /** What `title="..."` says: the file that the block is the content of. */
  readonly title: string | null;
  readonly text: string;
  /** Line of the fence, counted from 1. */
  readonly line: number;
}

export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly title: string | null; readonly line: number } | null = null;
  let lines: string[] = [];
  markdown.split('\n').forEach((text, index) => {
    if (open === null) {
      const fence = /^```(\S*)\s*(.*)$/.exec(text);
      if (fence === null) return;
      open = { language: fence[1] ?? '', title: /title="([^"]+)"/.exec(fence[2] ?? '')?.[1] ?? null, line: index + 1 };
      lines = [];
    } else if (text === '```') {
      blocks.push({ ...open, text: `${lines.join('\n')}\n` });
      open = null;
    } else {
      lines.push(text);
    }
  });
  if (open !== null) throw new Error('a code block has no end');
  return blocks;
}
