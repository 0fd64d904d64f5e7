import type { DeviceStanding, SignedFact } from '@barrow/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decidePush } from './decide-push.ts';
import { chainFact, firstLink, linkOf, type Link } from './fact.ts';
import { mayForget } from './may-forget.ts';
import { startState, step, type SyncEvent, type SyncState } from './sync-machine.ts';

// A till, a server and a line that loses, repeats, delays and reorders; the till is killed, the server restored. What SPEC.md says holds after every step.
const seriesId = '019a0000-0000-7000-8000-000000000001';
const isLong = process.env['BARROW_CHECK_LONG'] === '1';
const histories = isLong ? 100_000 : 4_000;
const keepSteps = 12;

type Verdict = 'stored' | 'refused' | 'kept';
type Row = { readonly fact: SignedFact; readonly verdict: Verdict };
type Server = {
  readonly epoch: string;
  readonly standing: DeviceStanding;
  readonly last: Link;
  readonly rows: ReadonlyMap<number, Row>;
  /** How often each fact was performed. */
  readonly performed: ReadonlyMap<string, number>;
};
type Answer = {
  readonly epoch: string;
  readonly high: number;
  readonly standing: DeviceStanding;
  readonly verdicts: readonly { readonly seq: number; readonly status: Verdict }[];
};
type Request = {
  readonly turn: number;
  readonly kind: 'greet' | 'push' | 'pull';
  readonly facts: readonly SignedFact[];
  readonly oldest: number;
  readonly sentAt: number;
};
type Response = Pick<Request, 'turn' | 'kind' | 'sentAt'> & { readonly answer: Answer };
type Stored = { readonly fact: SignedFact; readonly judgedAt: number; readonly verdict: Verdict | null };

const isRefused = (fact: SignedFact): boolean => fact.input['bad'] === true;

/** The server as `apps/server` is: one transaction a push. */
function serve(server: Server, request: Request): { readonly server: Server; readonly answer: Answer } {
  const answerOf = (at: Server, verdicts: Answer['verdicts'] = []): Answer => ({
    epoch: at.epoch,
    high: at.last.seq,
    standing: at.standing,
    verdicts,
  });
  if (request.kind !== 'push') return { server, answer: answerOf(server) };
  const hashes = new Map([...server.rows].map(([seq, row]) => [seq, row.fact.hash]));
  const decision = decidePush({ seriesId, last: server.last, hashes }, request.facts, request.oldest);
  if (decision.distrust !== null) throw new Error(`an honest till was not believed: ${decision.distrust.why}`);
  if (decision.missing !== null) throw new Error('a fact was forgotten too early');
  const rows = new Map(server.rows);
  const performed = new Map(server.performed);
  let { last } = server;
  for (const fact of decision.fresh) {
    const verdict: Verdict = server.standing !== 'active' ? 'kept' : isRefused(fact) ? 'refused' : 'stored';
    rows.set(fact.seq, { fact, verdict });
    if (verdict === 'stored') performed.set(fact.factId, (performed.get(fact.factId) ?? 0) + 1);
    last = linkOf(fact, last);
  }
  const after = { ...server, rows, performed, last };
  const verdicts = [...decision.known, ...decision.fresh].map(({ seq }) => ({
    seq,
    status: rows.get(seq)?.verdict ?? 'kept',
  }));
  return { server: after, answer: answerOf(after, verdicts) };
}

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), bad: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant({ do: 'wake' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('arrive' as const, 'answer' as const),
      at: fc.nat(3),
      again: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('loseRequest' as const, 'loseAnswer' as const), at: fc.nat(3) }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom({ do: 'timeOut' as const }, { do: 'kill' as const }, { do: 'forget' as const }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ do: 'backUp' as const }, { do: 'restore' as const }, { do: 'told' as const }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

function hold(invariant: string, holds: boolean): void {
  if (!holds) throw new Error(`${invariant} does not hold`);
}

class World {
  server: Server = { epoch: '0', standing: 'active', last: firstLink(seriesId), rows: new Map(), performed: new Map() };
  backup: { readonly server: Server; readonly step: number } = { server: this.server, step: 0 };
  lives = 0;
  now = 0;
  written = 0;
  /** The till's store: outlives a kill. */
  store = new Map<number, Stored>();
  link: Link = firstLink(seriesId);
  kept: { epoch: string | null; decidedSeq: number; standing: DeviceStanding } = {
    epoch: null,
    decidedSeq: 0,
    standing: 'active',
  };
  state: SyncState = startState({ epoch: null, decidedSeq: 0, lastSeq: 0, standing: 'active' });
  /** When the last request was sent that was answered. */
  contact = 0;
  requests: Request[] = [];
  responses: Response[] = [];

  tell(event: SyncEvent): void {
    const { state, effects } = step(this.state, event);
    this.state = state;
    this.kept = { epoch: state.epoch, decidedSeq: state.decidedSeq, standing: state.standing };
    for (const effect of effects) {
      if (effect.kind === 'wait' || effect.kind === 'lock') continue;
      const fromSeq = effect.kind === 'push' ? effect.fromSeq : Number.POSITIVE_INFINITY;
      const stored = [...this.store.values()].map(({ fact }) => fact).toSorted((a, b) => a.seq - b.seq);
      const facts = stored.filter(({ seq }) => seq >= fromSeq).slice(0, 3);
      this.requests.push({
        turn: effect.turn,
        kind: effect.kind,
        facts,
        oldest: stored[0]?.seq ?? 1,
        sentAt: this.now,
      });
    }
  }

  write(bad: boolean): void {
    this.written += 1;
    const at = new Date(1_764_000_000_000 + this.now * 60_000).toISOString();
    const chained = chainFact(seriesId, this.link, {
      factId: String(this.written),
      action: 'a',
      input: bad ? { bad } : {},
      at,
      clockAt: at,
      staffId: null,
      mends: null,
      isReceipt: !bad,
    });
    this.link = linkOf(chained, this.link);
    this.store.set(chained.seq, { fact: { ...chained, signature: '' }, judgedAt: 0, verdict: null });
    this.tell({ kind: 'wrote', lastSeq: chained.seq });
  }

  arrive(at: number, again: boolean): void {
    const request = this.requests[at % Math.max(1, this.requests.length)];
    if (request === undefined) return;
    if (!again) this.requests.splice(this.requests.indexOf(request), 1);
    const { server, answer } = serve(this.server, request);
    this.server = server;
    const { turn, kind, sentAt } = request;
    this.responses.push({ turn, kind, sentAt, answer });
  }

  answer(at: number, again: boolean): void {
    const response = this.responses[at % Math.max(1, this.responses.length)];
    if (response === undefined) return;
    if (!again) this.responses.splice(this.responses.indexOf(response), 1);
    const { turn, kind, sentAt, answer } = response;
    if (kind === 'pull') return this.tell({ kind: 'pulled', turn, more: false });
    const isCurrent = turn === this.state.turn && this.state.phase === (kind === 'greet' ? 'greeting' : 'pushing');
    if (isCurrent) {
      this.takeVerdicts(answer);
      this.contact = Math.max(this.contact, sentAt);
    }
    this.tell({ kind: kind === 'greet' ? 'greeted' : 'pushed', turn, ...answer, judged: this.judged() });
  }

  takeVerdicts({ verdicts, high }: Answer): void {
    const told = new Map(verdicts.map(({ seq, status }) => [seq, status]));
    for (const [seq, stored] of this.store)
      this.store.set(seq, {
        ...stored,
        verdict: seq > high ? null : (told.get(seq) ?? stored.verdict),
        judgedAt: told.has(seq) && stored.verdict === null ? this.now : stored.judgedAt,
      });
  }

  judged(): number {
    const open = [...this.store.values()].filter(({ verdict }) => verdict === null).map(({ fact }) => fact.seq);
    return Math.min(this.link.seq + 1, ...open) - 1;
  }

  perform(one: Command): void {
    this.now += 1;
    switch (one.do) {
      case 'write':
        return this.write(one.bad);
      case 'wake':
        return this.tell({ kind: 'woke' });
      case 'told':
        return this.tell({ kind: 'told' });
      case 'arrive':
        return this.arrive(one.at, one.again);
      case 'answer':
        return this.answer(one.at, one.again);
      case 'loseRequest':
        this.requests.splice(one.at, 1);
        return;
      case 'loseAnswer':
        this.responses.splice(one.at, 1);
        return;
      case 'timeOut':
        return this.tell({ kind: 'failed', turn: this.state.turn });
      case 'kill':
        this.state = startState({ ...this.kept, lastSeq: this.link.seq });
        return;
      case 'forget':
        for (const [seq, { judgedAt: judgedAtMs, verdict }] of this.store) {
          const { decidedSeq } = this.kept;
          const till = { decidedSeq, lastSeq: this.link.seq, contactMs: this.contact, keepMs: keepSteps };
          if (mayForget({ seq, judgedAtMs, verdict, isSettled: false }, till)) this.store.delete(seq);
        }
        return;
      case 'backUp':
        this.backup = { server: this.server, step: this.now };
        return;
      case 'restore':
        // A backup is always younger than tills keep facts, or what is lost is lost.
        if (this.now - this.backup.step >= keepSteps) return;
        this.lives += 1;
        this.server = { ...this.backup.server, epoch: String(this.lives) };
        this.backup = { server: this.server, step: this.now };
    }
  }

  check(): void {
    const { server, store } = this;
    for (let seq = 1; seq <= this.link.seq; seq += 1) hold('I1', store.has(seq) || server.rows.has(seq));
    for (const times of server.performed.values()) hold('I2', times === 1);
    hold('I3', this.kept.epoch !== server.epoch || this.kept.decidedSeq <= server.last.seq);
    hold(
      'I4',
      server.rows.size === server.last.seq && [...server.rows.keys()].every((seq, index) => seq === index + 1),
    );
  }

  /** The line works again. */
  settle(): void {
    for (let steps = 0; steps < 40 + 3 * this.link.seq; steps += 1) {
      if (
        this.state.phase === 'resting' &&
        this.state.epoch === this.server.epoch &&
        this.kept.decidedSeq === this.link.seq
      )
        return;
      if (this.state.phase === 'waiting' || this.state.phase === 'resting') this.tell({ kind: 'woke' });
      const request = this.requests.findIndex(({ turn }) => turn === this.state.turn);
      const response = this.responses.findIndex(({ turn }) => turn === this.state.turn);
      if (response >= 0) this.answer(response, false);
      else if (request >= 0) this.arrive(request, false);
      else this.tell({ kind: 'failed', turn: this.state.turn });
    }
    throw new Error(`I6: not of one mind: ${JSON.stringify(this.state)}`);
  }
}

it(`holds in ${histories} random histories (I1, I2, I3, I4, I6, I7, I9)`, { timeout: 600_000 }, () => {
  if (!isLong)
    console.warn(`shortened: ${histories} random histories of the till's protocol (100000 with "check --long")`);
  let [performed, restored] = [0, 0];
  fc.assert(
    fc.property(fc.array(command, { minLength: 5, maxLength: 45, size: 'max' }), (commands) => {
      const world = new World();
      for (const one of commands) {
        world.perform(one);
        world.check();
      }
      world.settle();
      world.check();
      expect(world.server.last.seq, 'I6, I9').toBe(world.link.seq);
      for (const { fact, verdict } of world.store.values()) {
        expect(world.server.rows.get(fact.seq)?.verdict, 'I7').toBe(isRefused(fact) ? 'refused' : 'stored');
        expect(verdict, 'I7').toBe(isRefused(fact) ? 'refused' : 'stored');
      }
      const refused = [...world.server.rows.values()].filter(({ verdict }) => verdict === 'refused');
      for (const { fact } of refused) expect(world.store.has(fact.seq), `I7: ${fact.seq}`).toBe(true);
      performed += world.server.performed.size;
      restored += world.lives;
    }),
    { numRuns: histories },
  );
  expect(performed).toBeGreaterThan(histories);
  expect(restored).toBeGreaterThan(histories / 50);
});
