import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['support/shared-library-setup.ts'],
    setupFiles: ['support/clean-up.ts'],
    // Every test starts processes that use all cores; side by side they would only measure each other.
    fileParallelism: false,
    // One worker for all files: loading the same modules eleven times takes longer than some of the tests.
    isolate: false,
    // Far above what they take: on a machine under load they only get slower.
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
