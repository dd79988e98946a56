/** One call of a hook tool, as the tool sees it: arguments, context, the caller's files, and where the answer goes. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { HookContext } from '../context/index.ts';
import { bytesOfText, textOfBytes } from './bytes.ts';
import { FlagSet, refuseSurplus } from './flags.ts';
import { declareOutput, type Formats, formatValue, type OutputFlags, smartFormats } from './formats.ts';
import type { GoValue } from './go-value.ts';
import { InputNeeded, ToolError } from './tool-error.ts';

/** A file of the caller's, or why it could not be read, in the words of the caller's system. */
export type CallerFile = { readonly bytes: Uint8Array } | { readonly error: string };

export interface ToolRequest {
  readonly tool: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** What was read so far for this call, by absolute path; `-` is standard input. */
  readonly files?: ReadonlyMap<string, CallerFile>;
}

export interface OutputFile {
  readonly path: string;
  readonly content: Buffer;
}

export class ToolCall {
  readonly context: HookContext;
  readonly flags = new FlagSet();
  readonly #request: ToolRequest;
  #output: OutputFlags | null = null;
  #stdout = '';
  #stderr = '';
  #file: OutputFile | null = null;

  constructor(request: ToolRequest, context: HookContext) {
    this.#request = request;
    this.context = context;
  }

  get stdout(): Buffer {
    return bytesOfText(this.#stdout);
  }

  get stderr(): Buffer {
    return bytesOfText(this.#stderr);
  }

  /** What goes to the file of `--output`, or null. */
  get file(): OutputFile | null {
    return this.#file;
  }

  /** Declares `--format` and `-o`; needed before `answer`. */
  declareOutput(formats: Formats = smartFormats): OutputFlags {
    this.#output = declareOutput(this.flags, formats);
    return this.#output;
  }

  /** Reads the command line and returns the arguments that are no flags. */
  parse(): string[] {
    return this.flags.parse(this.#request.args);
  }

  /** As `parse`, for a tool that takes no more than so many arguments. */
  parseAtMost(count: number): string[] {
    const args = this.parse();
    this.refuseBeyond(args, count);
    return args;
  }

  refuseBeyond(args: readonly string[], count: number): void {
    refuseSurplus(args.slice(count));
  }

  /** Prints a value in the format that was asked for, to where it was asked for. */
  answer(value: GoValue): void {
    const text = formatValue(this.#output?.format.value ?? 'smart', value);
    const path = this.#output?.file.value ?? '';
    if (path === '') this.#stdout += text;
    else this.#file = { path: this.#resolve(path), content: bytesOfText(text) };
  }

  /** Prints as is. */
  print(text: string): void {
    this.#stdout += text;
  }

  warn(text: string): void {
    this.#stderr += text;
  }

  /** A file of the caller's; `-` is standard input. Call it before anything takes effect: the call may have to start anew. */
  read(path: string, exitCode: 1 | 2 = 1): Buffer {
    const name = path === '-' ? path : this.#resolve(path);
    const file = this.#request.files?.get(name);
    if (file === undefined) throw new InputNeeded(name);
    if ('error' in file) throw new ToolError(`open ${name}: ${file.error}`, exitCode);
    return Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  }

  readText(path: string, exitCode: 1 | 2 = 1): string {
    return textOfBytes(this.read(path, exitCode));
  }

  #resolve(path: string): string {
    if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
    return isAbsolute(path) ? path : join(this.#request.cwd, path);
  }
}

/** One hook tool. */
export interface HookTool {
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  /** Does the whole call: declares flags, reads the command line, acts, answers. */
  run(call: ToolCall): void;
}
