import { describe, expect, it } from 'vitest';
import { alarmOf } from './alarm.ts';

const figures = (completed: number, faulted: number) => ({
  started: completed + faulted,
  open: 0,
  completed,
  faulted,
  meanMs: 1,
  actions: {},
});
const alarm = { minRuns: 4, faultShare: 0.25 };

describe('the alarm of a canary', () => {
  it('waits for enough runs', () => expect(alarmOf(alarm, figures(0, 3), undefined)).toBeUndefined());
  it('goes off when more than the allowed share faulted, and says how many', () => {
    expect(alarmOf(alarm, figures(2, 2), figures(9, 1))).toBe(
      '2 of 4 runs faulted (50 %; allowed 25 %, the version beside it 10 %)',
    );
    expect(alarmOf(alarm, figures(3, 1), undefined)).toBeUndefined();
  });
  it('does not blame the canary for what fails everywhere', () =>
    expect(alarmOf(alarm, figures(2, 2), figures(1, 9))).toBeUndefined());
});
