/** Metrics, which Juju gathered until 3.6.10 and only in the collect-metrics hook. */
import { ModelError } from '../errors.ts';
import { callTool } from './call.ts';
import type { HookToolRunner } from './runner.ts';

const keyGrammar = /^[a-zA-Z](?:[a-zA-Z0-9-_]*[a-zA-Z0-9])?$/;

/** Adds metrics, with labels when given; refuses what Juju would refuse before the tool runs. */
export function addMetric(
  runner: HookToolRunner,
  metrics: Readonly<Record<string, number>>,
  labels: Readonly<Record<string, string>> = {},
): void {
  for (const [key, value] of Object.entries(metrics)) {
    checkKey(key);
    if (!Number.isFinite(value) || value < 0) {
      throw new ModelError(`cannot add the metric "${key}": ${value} is no finite number from 0 up`);
    }
  }
  for (const [key, value] of Object.entries(labels)) {
    checkKey(key);
    if (value === '' || /[,=]/.test(value)) {
      throw new ModelError(`cannot add metrics: the label "${key}" is empty or holds a comma or an equals sign`);
    }
  }
  const labelText = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pairs = Object.entries(metrics).map(([key, value]) => `${key}=${value}`);
  callTool(runner, { tool: 'add-metric', args: [...(labelText === '' ? [] : ['--labels', labelText]), ...pairs] });
}

function checkKey(key: string): void {
  if (!keyGrammar.test(key)) throw new ModelError(`cannot add metrics: "${key}" is no name for one`);
}
