import { describe, expect, it } from 'vitest';
import { runCheck } from './run-check.ts';
import type { Stage, StageResult, TestCounts } from './stage.ts';

function stage(name: string, result: Partial<StageResult>, tests?: TestCounts): Stage {
  const whole: StageResult = {
    ok: true,
    note: 'a note',
    output: 'what it said',
    ...result,
    ...(tests === undefined ? {} : { tests }),
  };
  return { name, runsTests: tests !== undefined, alone: tests !== undefined, run: () => Promise.resolve(whole) };
}

const counts = (passed: number, failed = 0, skipped = 0): TestCounts => ({ passed, failed, skipped });

async function check(
  ...stages: readonly Stage[]
): Promise<{ readonly code: number; readonly text: string; readonly last: string }> {
  let text = '';
  const code = await runCheck(stages, { long: false, write: (more) => (text += more) });
  return { code, text, last: text.trimEnd().split('\n').at(-1) ?? '' };
}

describe('a check', () => {
  it('ends with one line that sums the tests of all stages', async () => {
    const { code, last, text } = await check(
      stage('lint', {}),
      stage('unit', {}, counts(400)),
      stage('database', {}, counts(12)),
    );
    expect([code, last]).toEqual([0, '412 passed, 0 failed']);
    expect(text.match(/\d+ passed, \d+ failed/g)).toHaveLength(1);
  });

  it('counts skipped tests apart', async () => {
    expect((await check(stage('unit', {}, counts(3, 0, 2)))).last).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('counts a failed stage without tests as one failed, shows its output and goes on', async () => {
    const { code, last, text } = await check(stage('lint', { ok: false }), stage('unit', {}, counts(3)));
    expect([code, last]).toEqual([1, '3 passed, 1 failed']);
    expect(text).toContain('what it said');
    expect(text).toMatch(/^ok +unit/m);
  });

  it('fails for failed tests, and for a test run that failed outside of its tests', async () => {
    expect(await check(stage('unit', { ok: false }, counts(3, 2)))).toMatchObject({
      code: 1,
      last: '3 passed, 2 failed',
    });
    expect(await check(stage('unit', { ok: false }, counts(3)))).toMatchObject({ code: 1, last: '3 passed, 1 failed' });
  });

  it('fails when tests were asked for and none ran', async () => {
    expect(await check(stage('unit', {}, counts(0, 0, 5)))).toMatchObject({
      code: 1,
      last: '0 passed, 0 failed, 5 skipped',
    });
    expect(await check(stage('lint', {}))).toMatchObject({ code: 0, last: '0 passed, 0 failed' });
  });

  it('takes a stage that throws for a failed one', async () => {
    const broken: Stage = { ...stage('types', {}), run: () => Promise.reject(new Error('no compiler')) };
    const { code, text, last } = await check(broken, stage('unit', {}, counts(1)));
    expect([code, last]).toEqual([1, '1 passed, 1 failed']);
    expect(text).toContain('no compiler');
  });

  it('runs two stages at a time, and alone those that must be', async () => {
    let running = 0;
    const seen: string[] = [];
    const slow = (name: string, alone: boolean): Stage => ({
      ...stage(name, {}, counts(1)),
      alone,
      run: async () => {
        running += 1;
        seen.push(`${name}:${running}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return { ok: true, note: '', output: '', tests: counts(1) };
      },
    });
    await check(slow('alone', true), slow('a', false), slow('b', false), slow('c', false));
    expect(Math.max(...seen.map((one) => Number(one.split(':')[1])))).toBe(2);
    expect(seen.at(-1)).toBe('alone:1');
  });
});
