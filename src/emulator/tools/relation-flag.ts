/** `-r` and `--relation`, which six tools share. */
import type { ContextRelation } from '../context/context-relation.ts';
import { goAtoi } from './go-text.ts';
import type { ToolCall } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

export interface RelationFlag {
  /** Id of the relation that was named, or else the hook's; null when there is neither. */
  readonly id: number | null;
  /** Throws a usage error when there is neither. */
  required(): ContextRelation;
}

/** Declares the flag; whatever stands before the last colon of its value is not looked at. */
export function declareRelation(call: ToolCall): RelationFlag {
  const read = (text: string): number | null => {
    const id = goAtoi(text.slice(text.lastIndexOf(':') + 1));
    if (typeof id === 'string') throw new Error('invalid relation id');
    if (!call.context.hasRelation(id)) throw new Error('relation not found');
    return id;
  };
  const flag = call.flags.read<number | null>(call.context.currentRelation?.id ?? null, read, 'r', 'relation');
  return {
    get id() {
      return flag.value;
    },
    required: () => {
      if (flag.value === null) throw new UsageError('no relation id specified');
      return call.context.relation(flag.value);
    },
  };
}
