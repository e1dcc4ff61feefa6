import { defineConfig } from 'vitest/config'

// Two projects: `unit` needs nothing but Node; `servers` starts slapd, Samba and Chromium as children of the tests.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.server.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.server.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
