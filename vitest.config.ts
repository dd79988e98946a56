/** Test projects: `unit` runs in one process and in milliseconds; the others start real processes and servers. */
import { defineConfig } from 'vitest/config';

// A CA bundle that Node parses at each start triples the start of every hook process (docs/performance.md).
delete process.env['NODE_EXTRA_CA_CERTS'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], isolate: false, testTimeout: 120_000 } },
      { test: { name: 'scenario', include: ['tests/scenario/**/*.test.ts'], isolate: false, testTimeout: 120_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'leaks', include: ['tests/leaks/**/*.test.ts'], testTimeout: 30_000 } },
    ],
  },
});
