import { describe, expect, it } from 'vitest';
import { phases, startState, step, waitMsAfter, type SyncEvent, type SyncState } from './sync-machine.ts';

const rested: SyncState = {
  phase: 'resting',
  turn: 7,
  epoch: 'one',
  standing: 'active',
  decidedSeq: 5,
  lastSeq: 5,
  pullWanted: false,
  failures: 0,
};
const kinds = (events: readonly SyncEvent[], from: SyncState): string[] => {
  let state = from;
  return events.flatMap((event) => {
    const { state: next, effects } = step(state, event);
    state = next;
    return effects.map(({ kind }) => kind);
  });
};

describe('a till', () => {
  it('greets, sends what is not decided, fetches what is new, and rests', () => {
    const start = startState({ epoch: 'one', decidedSeq: 3, lastSeq: 5, standing: 'active' });
    const events: SyncEvent[] = [
      { kind: 'woke' },
      { kind: 'greeted', turn: 1, epoch: 'one', high: 3, judged: 3, standing: 'active' },
      { kind: 'pushed', turn: 2, epoch: 'one', high: 5, judged: 5, standing: 'active' },
      { kind: 'pulled', turn: 3, more: true },
      { kind: 'pulled', turn: 4, more: false },
    ];
    expect(kinds(events, start)).toEqual(['greet', 'push', 'pull', 'pull']);
  });

  it('has one request under way, whatever happens (I8)', () => {
    const busy: SyncState = { ...rested, phase: 'pushing', lastSeq: 6 };
    const events: SyncEvent[] = [{ kind: 'woke' }, { kind: 'wrote', lastSeq: 9 }, { kind: 'told' }];
    expect(kinds(events, busy)).toEqual([]);
    const answered = step(busy, { kind: 'pushed', turn: 7, epoch: 'one', high: 6, judged: 6, standing: 'active' });
    expect(answered.effects).toEqual([]);
    for (const phase of phases) {
      const stale = step(
        { ...rested, phase },
        { kind: 'pushed', turn: 6, epoch: 'two', high: 0, judged: 0, standing: 'revoked' },
      );
      expect(stale).toEqual({ state: { ...rested, phase }, effects: [] });
    }
  });

  it('sends again what a restored server has lost, and fetches everything anew', () => {
    const greeting: SyncState = { ...rested, phase: 'greeting' };
    const { state, effects } = step(greeting, {
      kind: 'greeted',
      turn: 7,
      epoch: 'two',
      high: 2,
      judged: 2,
      standing: 'active',
    });
    expect(effects).toEqual([{ kind: 'push', turn: 8, fromSeq: 3 }]);
    expect(state).toMatchObject({ epoch: 'two', decidedSeq: 2, pullWanted: true });
  });

  it('sends again what the server has and the till knows no verdict of', () => {
    const greeting: SyncState = { ...rested, phase: 'greeting' };
    const heard = { epoch: 'one', high: 5, judged: 3, standing: 'active' } as const;
    const { effects } = step(greeting, { kind: 'greeted', turn: 7, ...heard });
    expect(effects).toEqual([{ kind: 'push', turn: 8, fromSeq: 4 }]);
  });

  it('does not ask without end when the server takes nothing', () => {
    const pushing: SyncState = { ...rested, phase: 'pushing', lastSeq: 6 };
    const { state, effects } = step(pushing, {
      kind: 'pushed',
      turn: 7,
      epoch: 'one',
      high: 5,
      judged: 5,
      standing: 'active',
    });
    expect([state.phase, effects.map(({ kind }) => kind)]).toEqual(['waiting', ['wait']]);
  });

  it('that is revoked forgets the key of personal data once, still sends, and fetches nothing (I11)', () => {
    const greeting: SyncState = { ...rested, phase: 'greeting', lastSeq: 6, pullWanted: true };
    const revoked = { epoch: 'one', high: 5, judged: 5, standing: 'revoked' } as const;
    const events: SyncEvent[] = [
      { kind: 'greeted', turn: 7, ...revoked },
      { kind: 'pushed', turn: 8, ...revoked, high: 6, judged: 6 },
      { kind: 'woke' },
      { kind: 'greeted', turn: 9, ...revoked, high: 6, judged: 6 },
    ];
    expect(kinds(events, greeting)).toEqual(['lock', 'push', 'greet']);
  });

  it('waits longer after each failure, at most 30 s, never less than half a second', () => {
    expect([1, 2, 3, 6, 40].map((failures) => waitMsAfter(failures, 0.999))).toEqual([
      1_000, 1_999, 3_998, 29_985, 29_985,
    ]);
    expect(waitMsAfter(1, 0)).toBe(500);
  });
});
