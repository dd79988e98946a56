/** Writes YAML to the byte as go-yaml (yaml.v2) does: block style, two blanks of indentation, folded at 80 columns. */
import { chooseStyle, isSimpleKey, type ScalarStyle } from './yaml-scalar.ts';

const BEST_WIDTH = 80;
const INDENT = 2;
const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function isBreak(character: string | undefined): boolean {
  return character !== undefined && /^[\r\n\u0085\u2028\u2029]$/.test(character);
}

function isPrintable(character: string): boolean {
  return /^[\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(character);
}

function escapeOf(character: string): string {
  const named = NAMED_ESCAPES[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return letter + code.toString(16).toUpperCase().padStart(Number(width), '0');
}

/** Where a node stands: what may be written depends on it. */
export type NodePlace = 'root' | 'item' | 'value';

export class YamlWriter {
  #text = '';
  #column = 0;
  #indent = -1;
  #whitespace = true;
  #indention = true;

  /** All that was written, with the last line ended. */
  finish(): string {
    this.#writeIndent();
    return this.#text;
  }

  scalar(text: string, tag: string | null = null): void {
    this.#scalar(text, tag, false);
  }

  /** A bare word that needs no looking at: a number, a boolean or null. */
  word(text: string): void {
    this.#indented(() => this.#writePlain([...text]));
  }

  /** `[]` or `{}`. */
  empty(brackets: '[]' | '{}'): void {
    this.#indicator(brackets.charAt(0), { before: true, whitespace: true });
    this.#indicator(brackets.charAt(1), {});
  }

  sequence<T>(items: readonly T[], place: NodePlace, write: (item: T) => void): void {
    this.#nested(place === 'value' && !this.#indention, () => {
      for (const item of items) {
        this.#writeIndent();
        this.#indicator('-', { before: true, indention: true });
        write(item);
      }
    });
  }

  mapping<T>(
    entries: readonly (readonly [string, T])[],
    keyTag: (key: string) => string | null,
    write: (key: T) => void,
  ): void {
    this.#nested(false, () => {
      for (const [key, value] of entries) {
        this.#writeIndent();
        const tag = keyTag(key);
        if (isSimpleKey(key, tag === null ? 0 : tag.length)) {
          this.#scalar(key, tag, true);
          this.#indicator(':', {});
        } else {
          this.#indicator('?', { before: true, indention: true });
          this.#scalar(key, tag, false);
          this.#writeIndent();
          this.#indicator(':', { before: true, indention: true });
        }
        write(value);
      }
    });
  }

  #nested(indentless: boolean, write: () => void): void {
    const outer = this.#indent;
    if (outer < 0) this.#indent = 0;
    else if (!indentless) this.#indent += INDENT;
    write();
    this.#indent = outer;
  }

  #indented(write: () => void): void {
    const outer = this.#indent;
    this.#indent = outer < 0 ? INDENT : outer + INDENT;
    write();
    this.#indent = outer;
  }

  #scalar(text: string, tag: string | null, simpleKey: boolean): void {
    const style = chooseStyle(text, { tagged: tag !== null, simpleKey });
    if (tag !== null) this.#indicator(tag, { before: true });
    this.#indented(() => this.#writeStyled(style, [...text], !simpleKey));
  }

  #writeStyled(style: ScalarStyle, characters: readonly string[], mayBreak: boolean): void {
    if (style === 'plain') this.#writePlain(characters, mayBreak);
    else if (style === 'single') this.#writeSingle(characters, mayBreak);
    else if (style === 'double') this.#writeDouble(characters, mayBreak);
    else this.#writeLiteral(characters);
  }

  #put(text: string): void {
    this.#text += text;
    this.#column += 1;
  }

  #putBreak(character = '\n'): void {
    this.#text += character;
    this.#column = 0;
  }

  #indicator(text: string, how: { before?: boolean; whitespace?: boolean; indention?: boolean }): void {
    if (how.before === true && !this.#whitespace) this.#put(' ');
    for (const character of text) this.#put(character);
    this.#whitespace = how.whitespace === true;
    this.#indention = this.#indention && how.indention === true;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#putBreak();
    while (this.#column < indent) this.#put(' ');
    this.#whitespace = true;
    this.#indention = true;
  }

  #endScalar(): void {
    this.#whitespace = false;
    this.#indention = false;
  }

  #writePlain(characters: readonly string[], mayBreak = true): void {
    if (!this.#whitespace) this.#put(' ');
    this.#writeFlowed(characters, mayBreak, false);
    this.#endScalar();
  }

  #writeSingle(characters: readonly string[], mayBreak: boolean): void {
    this.#indicator("'", { before: true });
    this.#writeFlowed(characters, mayBreak, true);
    this.#indicator("'", {});
    this.#endScalar();
  }

  /** The part that plain and single-quoted texts share: folding at blanks, and breaks within the text doubled. */
  #writeFlowed(characters: readonly string[], mayBreak: boolean, quoted: boolean): void {
    let spaces = false;
    let breaks = false;
    const last = characters.length - 1;
    for (let index = 0; index <= last; index++) {
      const character = characters[index] ?? '';
      if (character === ' ') {
        const inside = !quoted || (index > 0 && index < last);
        if (mayBreak && !spaces && this.#column > BEST_WIDTH && inside && characters[index + 1] !== ' ')
          this.#writeIndent();
        else this.#put(character);
        spaces = true;
      } else if (isBreak(character)) {
        if (!breaks && character === '\n') this.#putBreak();
        this.#putBreak(character);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        if (quoted && character === "'") this.#put("'");
        this.#put(character);
        this.#indention = false;
        spaces = false;
        breaks = false;
      }
    }
  }

  #writeDouble(characters: readonly string[], mayBreak: boolean): void {
    this.#indicator('"', { before: true });
    let spaces = false;
    const last = characters.length - 1;
    // The emitter asks of each character whether the text begins with a byte order mark, and then escapes them all.
    const escapeAll = characters[0] === '\ufeff';
    for (let index = 0; index <= last; index++) {
      const character = characters[index] ?? '';
      if (escapeAll || !isPrintable(character) || isBreak(character) || character === '"' || character === '\\') {
        for (const part of `\\${escapeOf(character)}`) this.#put(part);
        spaces = false;
      } else if (character === ' ') {
        if (mayBreak && !spaces && this.#column > BEST_WIDTH && index > 0 && index < last) {
          this.#writeIndent();
          if (characters[index + 1] === ' ') this.#put('\\');
        } else this.#put(character);
        spaces = true;
      } else {
        this.#put(character);
        spaces = false;
      }
    }
    this.#indicator('"', {});
    this.#endScalar();
  }

  #writeLiteral(characters: readonly string[]): void {
    this.#indicator('|', { before: true });
    const first = characters[0];
    if (first === ' ' || isBreak(first)) this.#indicator(String(INDENT), {});
    if (!isBreak(characters.at(-1))) this.#indicator('-', {});
    else if (characters.length === 1 || isBreak(characters.at(-2))) this.#indicator('+', {});
    this.#putBreak();
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    for (const character of characters) {
      if (isBreak(character)) {
        this.#putBreak(character);
        this.#indention = true;
        breaks = true;
        continue;
      }
      if (breaks) this.#writeIndent();
      this.#put(character);
      this.#indention = false;
      breaks = false;
    }
  }
}
