import type { DeviceStanding } from '@barrow/contracts';

/** The most facts of a push: the server takes no more. */
export const factsInPush = 500;

/** What one till does to be of one mind with the server. One leader among its tabs holds it; what must last is in its store. */
export type SyncState = {
  /** `resting`: in touch and of one mind; `waiting`: the server did not answer, tried again later. */
  readonly phase: Phase;
  /** The number of the request that is under way, or was last: answers to others are ignored. */
  readonly turn: number;
  /** Of the server's life that answered last; null before the first answer. */
  readonly epoch: string | null;
  readonly standing: DeviceStanding;
  /** Up to this fact the server has decided, and the till knows how. */
  readonly decidedSeq: number;
  /** The last fact that is signed. */
  readonly lastSeq: number;
  /** Something to fetch may be there. */
  readonly pullWanted: boolean;
  /** Requests without an answer, one after the other. */
  readonly failures: number;
};

export const phases = ['resting', 'greeting', 'pushing', 'pulling', 'waiting'] as const;
export type Phase = (typeof phases)[number];

/** Where the server stands, and the till after it has taken over the verdicts of the answer. */
type Heard = {
  readonly epoch: string;
  readonly standing: DeviceStanding;
  /** Up to this fact the server has the series. */
  readonly high: number;
  /** Up to this fact the till has a verdict for all it keeps; what lies above `high` has none any more. */
  readonly judged: number;
};

export type SyncEvent =
  /** A timer, the line coming back, the app starting. */
  | { readonly kind: 'woke' }
  /** A fact was signed. */
  | { readonly kind: 'wrote'; readonly lastSeq: number }
  /** The stream said that there is something new. */
  | { readonly kind: 'told' }
  | ({ readonly kind: 'greeted' | 'pushed'; readonly turn: number } & Heard)
  | { readonly kind: 'pulled'; readonly turn: number; readonly more: boolean }
  /** No answer, or one that is none: nothing is known of what became of the request. */
  | { readonly kind: 'failed'; readonly turn: number };

export type SyncEffect =
  | { readonly kind: 'greet'; readonly turn: number }
  | { readonly kind: 'push'; readonly turn: number; readonly fromSeq: number }
  | { readonly kind: 'pull'; readonly turn: number }
  /** Try again then; what wakes earlier is welcome. */
  | { readonly kind: 'wait'; readonly forMs: number }
  /** The device may not read any more: the key of what it holds of people is to be forgotten. */
  | { readonly kind: 'lock' };

export type SyncStep = { readonly state: SyncState; readonly effects: readonly SyncEffect[] };

export function startState(kept: Pick<SyncState, 'epoch' | 'decidedSeq' | 'lastSeq' | 'standing'>): SyncState {
  return { ...kept, phase: 'waiting', turn: 0, pullWanted: true, failures: 0 };
}

/** How long to wait after so many failures: 1 s, doubled each time, at most 30 s. `random` in [0, 1) spreads tills that lost the same line. */
export function waitMsAfter(failures: number, random: number): number {
  return Math.round(Math.min(30_000, 1_000 * 2 ** Math.min(10, failures - 1)) * (0.5 + random / 2));
}

/** The next state and what to do. Every cell of SPEC.md's table is a line of this function; `random` in [0, 1). */
export function step(state: SyncState, event: SyncEvent, random = 0.5): SyncStep {
  switch (event.kind) {
    case 'woke':
      return state.phase === 'waiting' || state.phase === 'resting' ? greet(state) : stay(state);
    case 'wrote': {
      const next = { ...state, lastSeq: Math.max(state.lastSeq, event.lastSeq) };
      return state.phase === 'resting' ? onward(next) : stay(next);
    }
    case 'told': {
      const next = { ...state, pullWanted: true };
      return state.phase === 'resting' ? onward(next) : stay(next);
    }
    case 'greeted':
      return state.phase === 'greeting' && event.turn === state.turn ? heard(state, event, true) : stay(state);
    case 'pushed':
      return state.phase === 'pushing' && event.turn === state.turn ? heard(state, event, false) : stay(state);
    case 'pulled':
      if (state.phase !== 'pulling' || event.turn !== state.turn) return stay(state);
      return onward({ ...state, failures: 0, pullWanted: event.more || state.pullWanted });
    case 'failed': {
      if (event.turn !== state.turn || state.phase === 'waiting' || state.phase === 'resting') return stay(state);
      const failures = state.failures + 1;
      const isPull = state.phase === 'pulling';
      return {
        state: { ...state, phase: 'waiting', failures, pullWanted: state.pullWanted || isPull },
        effects: [{ kind: 'wait', forMs: waitMsAfter(failures, random) }],
      };
    }
  }
}

function stay(state: SyncState): SyncStep {
  return { state, effects: [] };
}

function greet(state: SyncState): SyncStep {
  const turn = state.turn + 1;
  return { state: { ...state, phase: 'greeting', turn, pullWanted: true }, effects: [{ kind: 'greet', turn }] };
}

/**
 * Takes over where the server stands. It decides: a server of another epoch, or one that knows less than it had decided, gets again what the till
 * still keeps. A push that moved nothing on waits as if it had failed, so that a till never asks without end.
 */
function heard(state: SyncState, { epoch, high, judged, standing }: Heard, isGreeting: boolean): SyncStep {
  const isNewEpoch = state.epoch !== null && state.epoch !== epoch;
  const decidedSeq = Math.min(high, judged, state.lastSeq);
  const isStuck = !isGreeting && !isNewEpoch && decidedSeq <= state.decidedSeq && decidedSeq < state.lastSeq;
  const failures = isStuck ? state.failures + 1 : 0;
  const next: SyncState = {
    ...state,
    epoch,
    standing,
    decidedSeq,
    failures,
    pullWanted: state.pullWanted || isNewEpoch,
  };
  const locks: SyncEffect[] = standing === 'revoked' && state.standing !== 'revoked' ? [{ kind: 'lock' }] : [];
  if (isStuck)
    return {
      state: { ...next, phase: 'waiting' },
      effects: [...locks, { kind: 'wait', forMs: waitMsAfter(failures, 0.5) }],
    };
  const { state: after, effects } = onward(next);
  return { state: after, effects: [...locks, ...effects] };
}

/** Facts go up first, then what is new comes down. A revoked device gets nothing. */
function onward(state: SyncState): SyncStep {
  const turn = state.turn + 1;
  if (state.lastSeq > state.decidedSeq)
    return {
      state: { ...state, phase: 'pushing', turn },
      effects: [{ kind: 'push', turn, fromSeq: state.decidedSeq + 1 }],
    };
  if (state.pullWanted && state.standing !== 'revoked')
    return { state: { ...state, phase: 'pulling', turn, pullWanted: false }, effects: [{ kind: 'pull', turn }] };
  return { state: { ...state, phase: 'resting' }, effects: [] };
}
