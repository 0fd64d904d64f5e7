import { describe, expect, it } from 'vitest';
import { fieldMessage, messageOf, problemFrom } from './problem.ts';

describe('a refusal of the server', () => {
  it('names the fields that are wrong, and the line they stand on', () => {
    const problem = problemFrom(400, {
      code: 'INPUT_INVALID',
      detail: 'The request does not fit.',
      problems: [
        { pointer: '/timeZone', detail: 'is no IANA time zone' },
        { pointer: '/lines/1/qtyMilli', detail: 'must be more than 0' },
      ],
    });
    expect(problem.message).toBe('Please check: time zone is no IANA time zone; qty (line 2) must be more than 0.');
    expect(fieldMessage(problem, 'timeZone')).toBe('is no IANA time zone');
    expect(fieldMessage(problem, 'name')).toBeUndefined();
  });

  it('keeps the words of a rule', () => {
    const problem = problemFrom(409, { code: 'LOCATION_CODE_TAKEN', detail: 'Another location has the code B1.' });
    expect(messageOf(problem)).toBe('Another location has the code B1.');
  });

  it('shows the trace id of a fault of the server, which its log knows', () => {
    const problem = problemFrom(500, { code: 'INTERNAL', detail: 'Something went wrong.', traceId: 'abc' });
    expect(messageOf(problem)).toContain('abc');
  });

  it('has words for an answer that is no problem document', () => {
    expect(problemFrom(502, undefined).message).toBe('The server answered 502 without a reason.');
  });
});
