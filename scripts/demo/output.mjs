/** What the demo writes: headings, indented text, and failures that say what to do. */

let plain = true;

/** Without colours from now on, or with them. */
export function usePlainText(wanted) {
  plain = wanted;
}

export function heading(text) {
  console.log(plain ? `\n== ${text} ==` : `\n\u001b[1;36m== ${text} ==\u001b[0m`);
}

/** A text, each line moved to the right. */
export function indented(text) {
  console.log(
    text
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`))
      .join('\n'),
  );
}

/** Why the demo cannot go on, and what its user can do about it. */
export class Failure extends Error {
  constructor(message, cure, exitCode = 1) {
    super(message);
    this.name = 'Failure';
    this.cure = cure;
    this.exitCode = exitCode;
  }
}
