/** What a text must not hold if oslo.config is to read it back unchanged. */

/** C0 but tab and line feed, DEL and C1: no setting needs them, and a carriage return would start a new line. */
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Why a text cannot be written, or null when it can. Never holds the text itself. */
export function textProblem(text: string): string | null {
  if (controlCharacter.test(text)) return 'it holds a control character';
  if (loneSurrogate.test(text)) return 'it is not valid Unicode';
  const [first = '', ...rest] = text.split('\n');
  if (rest.length > 0 && first.trim() !== first) return 'a line of it begins or ends with a blank';
  if (rest.some((line) => line.trim() !== line)) return 'a line of it begins or ends with a blank';
  if (rest.some((line) => line === '')) return 'it holds an empty line';
  return null;
}
