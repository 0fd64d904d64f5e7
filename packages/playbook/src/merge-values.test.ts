import { describe, expect, it } from 'vitest';
import { mergeValues } from './merge-values.ts';
import type { ParameterSchema } from './parameter.ts';
import { testSchema } from './testing/test-schema.ts';

function changed(name: string, change: object): ParameterSchema {
  const properties = { ...testSchema.properties };
  const parameter = properties[name];
  if (parameter !== undefined) properties[name] = { ...parameter, ...change };
  return { ...testSchema, properties };
}

describe('values go along into a new version', () => {
  it('without a question where only one side changed', () => {
    expect(mergeValues(testSchema, testSchema, { limit: 70 })).toEqual({ values: { limit: 70 }, conflicts: [] });
    expect(mergeValues(testSchema, changed('limit', { default: 300 }), {})).toEqual({ values: {}, conflicts: [] });
    expect(mergeValues(testSchema, changed('limit', { default: 70 }), { limit: 70 }).conflicts).toEqual([]);
  });

  it('as a conflict where both did, until somebody chooses', () => {
    const after = changed('limit', { default: 300 });
    const { values, conflicts } = mergeValues(testSchema, after, { limit: 70, approver: 'operations' });
    expect(values).toEqual({ approver: 'operations' });
    expect(conflicts).toEqual([
      { parameter: 'limit', title: 'Limit', reason: 'both-changed', mine: 70, before: 100, after: 300 },
    ]);
    expect(mergeValues(testSchema, after, { limit: 70 }, { limit: 'mine' })).toEqual({
      values: { limit: 70 },
      conflicts: [],
    });
    expect(mergeValues(testSchema, after, { limit: 70 }, { limit: 'theirs' })).toEqual({ values: {}, conflicts: [] });
  });

  it('never when the new version has no such parameter or does not allow the value', () => {
    const { limit: _gone, ...properties } = testSchema.properties;
    const without = { ...testSchema, properties };
    expect(mergeValues(testSchema, without, { limit: 70 }, { limit: 'mine' }).conflicts).toMatchObject([
      { reason: 'removed', before: 100, after: undefined },
    ]);
    const lower = changed('limit', { maximum: 60 });
    expect(mergeValues(testSchema, lower, { limit: 70 }, { limit: 'mine' })).toMatchObject({
      values: {},
      conflicts: [{ reason: 'not-allowed' }],
    });
    expect(mergeValues(testSchema, lower, { limit: 70 }, { limit: 'theirs' }).conflicts).toEqual([]);
  });
});
