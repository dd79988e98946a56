/** The door to hook contexts. */
export type { ContextEnvironment } from './context-environment.ts';
export { ContextError, FlushError } from './context-error.ts';
export { ContextFactory } from './context-factory.ts';
export { flushContext } from './flush.ts';
export { type ContextPurpose, type CurrentRelation, HookContext, type RebootRequest } from './hook-context.ts';
