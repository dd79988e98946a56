/** config-get. */
import { goQuote } from './go-text.ts';
import type { HookTool } from './tool-call.ts';
import { UsageError } from './tool-error.ts';

export const configGet: HookTool = {
  name: 'config-get',
  usage: '[<key>]',
  summary: 'Print application configuration.',
  run(call) {
    call.declareOutput();
    const all = call.flags.boolean('a', 'all');
    const args = call.parse();
    const [key = ''] = args;
    if (key !== '' && all.value) {
      throw new UsageError(`cannot use argument --all together with key ${goQuote(key)}`);
    }
    call.refuseBeyond(args, 1);
    const settings = call.context.config();
    if (key !== '') {
      call.answer(Object.hasOwn(settings, key) ? (settings[key] ?? null) : null);
      return;
    }
    const shown = Object.entries(settings).filter(([, value]) => all.value || value !== null);
    call.answer(Object.fromEntries(shown));
  },
};
