/** The door to hook contexts. */
export type { ContextEnvironment } from './context-environment.ts';
export { ContextError, FlushError } from './context-error.ts';
export { ContextFactory } from './context-factory.ts';
export { type ContextPurpose, type CurrentRelation, HookContext } from './hook-context.ts';
