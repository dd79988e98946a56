/** The door to the hook tools: their programs, their server, and the tools themselves. */
export { failedAnswer, runHookTool, type ToolAnswer, type ToolQuestion } from './hook-tool.ts';
export { installTools } from './install-tools.ts';
export type { CallerFile, ToolRequest } from './tool-call.ts';
export { serveContext, startToolServer, type ToolHandler, type ToolServer } from './tool-server.ts';
export { toolNames } from './tool-table.ts';
export type { WireRequest } from './tool-wire.ts';
