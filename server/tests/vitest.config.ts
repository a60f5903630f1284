import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['support/shared-library-setup.ts'],
    setupFiles: ['support/clean-up.ts'],
    // Every test starts processes that use all cores; side by side they would only measure each other.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
