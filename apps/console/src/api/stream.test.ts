import { describe, expect, it } from 'vitest';
import { cursorOf, parseMessage } from './stream.ts';

describe('a message of the event stream', () => {
  it('is an event with its data', () => {
    const document = { id: '1-2-3', type: 'sales.sale.captured', recordedat: '2026-11-23T10:00:00Z' };
    expect(parseMessage(`id: 1-2-3\ndata: ${JSON.stringify(document)}`)).toEqual(document);
  });

  it('is none when it is a heartbeat, or cannot be read', () => {
    expect(parseMessage(': still here')).toBeUndefined();
    expect(parseMessage('data: {"half')).toBeUndefined();
    expect(parseMessage('data: 7')).toBeUndefined();
  });

  it('may bring a cursor without an event', () => {
    expect(cursorOf(': open\nretry: 1000\nid: 1-2-0')).toBe('1-2-0');
    expect(cursorOf(': still here')).toBeUndefined();
  });
});
