/** What the secret tools share: URIs, and the flags that say something of a secret. */
import type { SecretFields } from '../context/secret-changes.ts';
import { parseSecretUri } from '../context/secret-id.ts';
import { rotatePolicies } from '../model/index.ts';
import { goQuote } from './go-text.ts';
import { goParseDuration, goParseMoment } from './go-time.ts';
import { readSecretContent } from './secret-content.ts';
import type { ToolCall } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

export function readSecretUri(text: string): string {
  const id = parseSecretUri(text);
  if (id === null) throw new UsageError(`secret URI ${goQuote(text)} not valid`);
  return id;
}

/** When a secret expires: a moment, or a duration from now. */
function readExpiry(text: string, now: number): number {
  const moment = goParseMoment(text);
  if (moment !== null) return moment;
  const duration = goParseDuration(text);
  if (duration === null) throw new UsageError(`expire time or duration ${goQuote(text)} not valid`);
  if (duration <= 0) throw new UsageError(`negative expire duration ${goQuote(text)} not valid`);
  return now + duration;
}

export interface SecretFlags {
  readonly owner: 'application' | 'unit';
  /** What was said; content only when there is some. */
  readonly fields: SecretFields;
}

/** Declares the flags of secret-add and secret-set; the answer reads them, with the content, from what is left. */
export function declareSecretFlags(call: ToolCall): (args: readonly string[]) => SecretFlags {
  const expire = call.flags.text('', 'expire');
  const rotate = call.flags.text('', 'rotate');
  const description = call.flags.text('', 'description');
  const label = call.flags.text('', 'label');
  const file = call.flags.text('', 'file');
  const owner = call.flags.text('application', 'owner');
  return (args) => {
    const expires = expire.value === '' ? {} : { expires: readExpiry(expire.value, call.context.environment.now()) };
    const rotatePolicy = rotatePolicies.find((policy) => policy === rotate.value);
    if (rotate.value !== '' && rotatePolicy === undefined) {
      throw new UsageError(`rotate policy ${goQuote(rotate.value)} not valid`);
    }
    if (owner.value !== 'application' && owner.value !== 'unit') {
      throw new UsageError(`secret owner ${goQuote(owner.value)} not valid`);
    }
    const content = readSecretContent(call, args, file.value);
    return {
      owner: owner.value,
      fields: {
        ...expires,
        ...(rotatePolicy === undefined ? {} : { rotatePolicy }),
        ...(description.value === '' ? {} : { description: description.value }),
        ...(label.value === '' ? {} : { label: label.value }),
        ...(Object.keys(content).length === 0 ? {} : { content }),
      },
    };
  };
}
