/** What may stand in a value that ends up in a configuration file, a status line or a log: no control characters. */

// C0, DEL and C1 controls, the two Unicode line breaks, and the marks that reorder a line of text when it is shown.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const EACH_CONTROL = new RegExp(CONTROL, 'gu');

/** Half of a character: JSON can carry it, files in UTF-8 cannot. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Why the text is not one printable line, or null when it is. The text itself is not repeated: it may be a secret. */
export function controlCharacterProblem(text: string): string | null {
  if (LONE_SURROGATE.test(text)) return 'expected one line of text, got half a character of Unicode';
  const index = text.search(CONTROL);
  if (index < 0) return null;
  const code = text.codePointAt(index) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `expected one line of text without control characters, got ${name} at position ${index + 1}`;
}

const SHOWN = 60;

/** The text in quotes for a message: control characters escaped, credentials of a URL hidden, cut to a readable length. */
export function quoted(text: string): string {
  // Up to the last "@": what is no URL yet may hold a slash or an "@" in its password.
  const hidden = text.replace(/\/\/\S*@/g, '//***@');
  const cut = hidden.length > SHOWN ? `${hidden.slice(0, SHOWN)}…` : hidden;
  // JSON escapes some of them only.
  return JSON.stringify(cut).replace(
    EACH_CONTROL,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
