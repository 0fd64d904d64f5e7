import { expect, it } from 'vitest';
import { checkValues } from './check-values.ts';
import { fillSentences, sentenceText } from './fill-sentences.ts';
import { testSchema } from './testing/test-schema.ts';

it('tells of every value that may not be set, and where', () => {
  expect(checkValues(testSchema, { limit: 5, approver: 'operations' }, 'organisation')).toEqual([]);
  const problems = checkValues(testSchema, { limit: 5_000, approver: 'operations', colour: 'red' }, 'location');
  expect(problems.map(({ pointer }) => pointer)).toEqual([
    '/parameters/limit',
    '/parameters/approver',
    '/parameters/colour',
  ]);
  expect(problems[1]?.detail).toContain('only the organisation');
  expect(problems[2]?.detail).toContain('limit, approver, formats');
  expect(checkValues(testSchema, { formats: ['van'] }, 'region')[0]?.pointer).toBe('/parameters/formats/0');
});

it('fills the blanks of a sentence, and leaves what is none', () => {
  const [parts] = fillSentences(['Above {limit} the {approver} decides in {formats} {nobody}.'], testSchema, {
    limit: 5,
  });
  expect(sentenceText(parts ?? [])).toBe('Above 5 EUR the owner decides in shop {nobody}.');
  expect(parts?.filter((part) => 'parameter' in part).map((part) => 'parameter' in part && part.parameter)).toEqual([
    'limit',
    'approver',
    'formats',
  ]);
});
