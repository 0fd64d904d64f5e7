import { defineConfig } from 'vitest/config';

// The suffix of a test file says what it needs, and so which project runs it. One stage of `./barrow check` runs one project.
const needsDatabase = '**/*.pg.test.{ts,tsx}';
const needsBrowser = '**/*.e2e.test.{ts,tsx}';
const killsProcesses = '**/*.chaos.test.{ts,tsx}';
const never = ['**/node_modules/**', '**/dist/**', '**/.barrow/**', 'tools/fixtures/**'];
const startsDatabase = ['./tools/check/test-database.ts'];

// What a test builds it builds for itself: nothing of a test lives in a module, so files share what they import, which halves the time.
const isolate = false;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, needsDatabase, needsBrowser, killsProcesses],
          maxWorkers: 2,
          isolate,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'database',
          include: [needsDatabase],
          exclude: never,
          globalSetup: startsDatabase,
          // Files that run at the same time have a database server each, since a transaction holds up the log's readers on its whole server.
          maxWorkers: 3,
          isolate,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [needsBrowser],
          exclude: never,
          globalSetup: startsDatabase,
          maxWorkers: 3,
          testTimeout: 120_000,
          // A browser on a busy machine may miss a step once; what fails twice is broken.
          retry: 1,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: [killsProcesses],
          exclude: never,
          globalSetup: startsDatabase,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
