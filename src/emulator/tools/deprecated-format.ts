/** `--format` of tools that have nothing to format: taken for old charms' sake. */
import type { ToolCall } from './tool-call.ts';

/** Declares the flag; the answer notes on standard error that it has no effect. Call it once the command line is read. */
export function declareDeprecatedFormat(call: ToolCall, tool: string): () => void {
  const format = call.flags.text('', 'format');
  return () => {
    if (format.value !== '') call.warn(`--format flag deprecated for command "${tool}"`);
  };
}
