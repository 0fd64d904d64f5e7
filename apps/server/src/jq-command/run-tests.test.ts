import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTests } from './run-tests.ts';

describe('files in the format of jq’s tests', () => {
  test('each group is a program, an input and its outputs', () => {
    const report = runTests(
      '# a remark\n\n.[]\n[1, 2]\n1\n2\n\n%%FAIL\n.a |\njq: whatever it says\n\n.a\n{"a": 1.0}\n1\n',
    );
    expect(report).toEqual({ passed: 3, total: 3, failures: [] });
  });

  test('failures tell what was expected and what came', () => {
    const { passed, failures } = runTests(
      '.a\n{"a":1}\n2\n\n1,2\nnull\n1\n\n%%FAIL\n.a\nmessage\n\n.[]\n5\n1\n\n.a.\nnull\n1\n',
    );
    expect(passed).toBe(0);
    expect(failures.map((failure) => failure.split('\n')[1]?.trim())).toEqual([
      'output 1: expected 2, got 1',
      'one output too many: 2',
      'compiles, which it must not',
      'output 1: expected 1, got the error: Cannot iterate over number (5)',
      expect.stringMatching(/^does not compile/),
    ]);
  });

  const shared = process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../../../../shared');
  const sample = join(shared, 'conformance', 'jq-1.8.2-sample.test');
  if (!existsSync(sample)) console.warn(`skipped: a sample of jq's own tests, for ${sample} is not there`);
  test.skipIf(!existsSync(sample))('of a sample of jq’s own tests at least 97 in 100 pass', () => {
    const { passed, total, failures } = runTests(readFileSync(sample, 'utf8'));
    expect(total).toBeGreaterThan(300);
    if (passed < total) console.info(failures.join('\n'));
    expect(passed / total).toBeGreaterThanOrEqual(0.97);
  });
});
