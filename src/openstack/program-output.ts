/**
 * What a program has said, made fit for a status line. Whoever runs a package mirror or a git server has a say in it, so
 * it is cut, kept on one line, and freed of what could turn the line around; credentials of URLs are hidden.
 */

/** The text without the credentials of the URLs in it. */
export function withoutCredentials(text: string): string {
  // Up to the last "@" of the word: a password may hold one, and a list of brokers has several.
  return text.replace(/\/\/[^/\s]*@/g, '//***@');
}

/** One printable line of it, of at most so many characters. */
export function printableLine(text: string, limit = 200): string {
  return withoutCredentials(text)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, limit);
}

/** The last line that says something, or null when none does. */
export function lastWords(output: string, limit?: number): string | null {
  const lines = output.split(/\r\n|\r|\n/).map((line) => printableLine(line, limit));
  return lines.filter((line) => line !== '').at(-1) ?? null;
}
