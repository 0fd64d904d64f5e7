import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveValues, type Override } from './effective-values.ts';
import { testSchema } from './testing/test-schema.ts';

const place = { locationId: 'l1', format: 'kiosk', region: 'north' };
const set = { by: 'Olive', at: '2026-11-01T00:00:00Z', why: 'trial' };
const nothing = { ...set, values: {} };
const override = (more: Partial<Override>): Override => ({
  ...set,
  parameter: 'limit',
  level: 'format',
  key: 'kiosk',
  value: 50,
  untilMs: null,
  ...more,
});

describe('the values that hold at a place', () => {
  it('are the standard until somebody sets one', () => {
    const { values, from } = effectiveValues(testSchema, nothing, [], place, 0);
    expect(values).toEqual({ limit: 100, approver: 'owner', formats: ['shop'] });
    expect(from['limit']).toMatchObject({ level: 'standard', by: null });
  });

  it('come from the nearest level, with who, when and why', () => {
    const organisation = { ...set, values: { limit: 200 } };
    const near = override({ level: 'location', key: 'l1', value: 10, by: 'Mo', untilMs: 9 });
    const all = [near, override({}), override({ level: 'location', key: 'l2', value: 11 })];
    expect(effectiveValues(testSchema, organisation, all, place, 0).values['limit']).toBe(10);
    expect(effectiveValues(testSchema, organisation, all, place, 0).from['limit']).toEqual({
      level: 'location',
      key: 'l1',
      by: 'Mo',
      at: set.at,
      untilMs: 9,
      why: 'trial',
    });
    expect(effectiveValues(testSchema, organisation, all, undefined, 0).values['limit']).toBe(200);
  });

  it('fall back when an override has ended, is locked, or is not allowed any more', () => {
    const over = [
      override({ level: 'location', key: 'l1', untilMs: 1_000 }),
      override({ level: 'region', key: 'north', value: 7 }),
      override({ parameter: 'approver', value: 'operations' }),
      override({ value: 5_000 }),
    ];
    expect(effectiveValues(testSchema, nothing, over, place, 1_000).values).toMatchObject({
      limit: 100,
      approver: 'owner',
    });
    expect(effectiveValues(testSchema, nothing, over, place, 999).values['limit']).toBe(50);
  });

  it('do not depend on the order of what is set, and are always allowed', () => {
    const anyOverride = fc.record({
      parameter: fc.constantFrom('limit', 'approver', 'formats', 'gone'),
      level: fc.constantFrom('region' as const, 'format' as const, 'location' as const),
      key: fc.constantFrom('north', 'south', 'kiosk', 'shop', 'l1', 'l2', ''),
      value: fc.constantFrom<unknown>(1, 10_000, 'operations', 'nobody', ['kiosk'], null),
      untilMs: fc.constantFrom(null, 500, 2_000),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyOverride, { selector: (o) => `${o.parameter} ${o.level} ${o.key}` }), (some) => {
        const all = some.map((one) => ({ ...set, ...one }));
        const one = effectiveValues(testSchema, nothing, all, place, 1_000);
        expect(effectiveValues(testSchema, nothing, all.toReversed(), place, 1_000)).toEqual(one);
        expect(Object.keys(one.values)).toEqual(['limit', 'approver', 'formats']);
        expect(one.values['approver']).toBe('owner');
        expect(Number(one.values['limit'])).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
