/** Runs one hook tool over a hook's context. */
import { ContextError, type HookContext } from '../context/index.ts';
import { bytesOfText } from './bytes.ts';
import { type HookTool, type OutputFile, ToolCall, type ToolRequest } from './tool-call.ts';
import { HelpRequested, InputNeeded, ToolError } from './tool-error.ts';
import { findTool } from './tool-table.ts';

export interface ToolAnswer {
  readonly kind: 'answer';
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** What `--output` asked for; the caller writes it, for paths are its own. */
  readonly file: OutputFile | null;
}

/** The call must be made again with this file's content (`-`: standard input); nothing has happened yet. */
export interface ToolQuestion {
  readonly kind: 'input-needed';
  readonly path: string;
}

const nothing = Buffer.alloc(0);

export function failedAnswer(message: string, exitCode = 1): ToolAnswer {
  return { kind: 'answer', exitCode, stdout: nothing, stderr: bytesOfText(`ERROR ${message}\n`), file: null };
}

function help(tool: HookTool, options: readonly string[]): ToolAnswer {
  const usage = `Usage: ${tool.name} [options]${tool.usage === '' ? '' : ` ${tool.usage}`}`;
  const flags = options.length === 0 ? '' : `\nOptions:\n${options.join('\n')}\n`;
  const stdout = bytesOfText(`${usage}\n\nSummary:\n${tool.summary}\n${flags}`);
  return { kind: 'answer', exitCode: 0, stdout, stderr: nothing, file: null };
}

function isKnownFailure(error: unknown): error is Error {
  return error instanceof ToolError || error instanceof ContextError;
}

/** Never throws for what a charm did wrong; that is in the answer. */
export function runHookTool(request: ToolRequest, context: HookContext): ToolAnswer | ToolQuestion {
  const tool = findTool(request.tool, context.version);
  if (tool === undefined) return failedAnswer(`bad request: unknown command: ${request.tool}`);
  const call = new ToolCall(request, context);
  try {
    tool.run(call);
  } catch (error) {
    if (error instanceof InputNeeded) return { kind: 'input-needed', path: error.path };
    if (error instanceof HelpRequested) return help(tool, call.flags.describe());
    if (!isKnownFailure(error)) throw error;
    const failed = failedAnswer(error.message, error instanceof ToolError ? error.exitCode : 1);
    return { ...failed, stderr: Buffer.concat([call.stderr, failed.stderr]) };
  }
  return { kind: 'answer', exitCode: 0, stdout: call.stdout, stderr: call.stderr, file: call.file };
}
