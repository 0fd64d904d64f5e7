import type { DeviceHealth, Greeting, Pulled, PushAnswer, SignedFact } from '@barrow/contracts';
import { factsInPush, startState, step, type SyncEffect, type SyncEvent, type SyncState } from '@barrow/sync';
import { liveQuery } from 'dexie';
import { signFacts } from '../store/append-fact.ts';
import { database, readSingle, writeSingle, type Device, type StoredFact } from '../store/database.ts';
import { askServer, ServerProblem } from './ask-server.ts';
import { forgetOld, takeShapes, takeVerdicts } from './take-over.ts';

const leaderLock = 'barrow-till-leader';
/** A till in touch asks at least this often. */
const greetEveryMs = 20_000;
/** What the server surely takes in one request, beside the frame of each fact. */
const lettersInPush = 500_000;
const path = '/api/v1/tills/sync';

/** Keeps the till of one mind with the server, in one tab at a time: another takes over when it is closed or dies. Never ends by itself. */
export function driveSync(device: Device, onState: (state: SyncState) => void): void {
  void navigator.locks.request(leaderLock, () => lead(device, onState));
}

async function lead(device: Device, onState: (state: SyncState) => void): Promise<never> {
  await signFacts();
  const kept = (await readSingle('sync')) ?? { epoch: null, decidedSeq: 0, standing: 'active' as const };
  let state = startState({ ...kept, lastSeq: await lastSigned() });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (event: SyncEvent): void => {
    const { state: next, effects } = step(state, event, Math.random());
    state = next;
    onState(state);
    for (const effect of effects) perform(effect);
    if (state.phase === 'resting' && effects.length === 0) wakeIn(greetEveryMs);
  };
  const wakeIn = (forMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => tell({ kind: 'woke' }), forMs);
  };
  const perform = (effect: SyncEffect): void => {
    if (effect.kind === 'wait') return wakeIn(effect.forMs);
    // What is kept of people is to be forgotten here, once there is some.
    if (effect.kind === 'lock') return;
    ask(device, effect, state)
      .then(tell)
      .catch((error: unknown) => {
        if (!(error instanceof ServerProblem) && !isNoAnswer(error)) console.error('synchronising failed', error);
        tell({ kind: 'failed', turn: effect.turn });
      });
  };

  addEventListener('online', () => tell({ kind: 'woke' }));
  liveQuery(lastSigned).subscribe((lastSeq) => {
    if (lastSeq > state.lastSeq) tell({ kind: 'wrote', lastSeq });
  });
  tell({ kind: 'woke' });
  return new Promise<never>(() => {});
}

/** The last fact up to which all are signed. */
async function lastSigned(): Promise<number> {
  const unsigned = await database.facts.where('isSigned').equals(0).first();
  if (unsigned !== undefined) return unsigned.seq - 1;
  return (await readSingle('link'))?.seq ?? 0;
}

async function ask(
  device: Device,
  effect: Exclude<SyncEffect, { kind: 'wait' | 'lock' }>,
  state: SyncState,
): Promise<SyncEvent> {
  const { turn } = effect;
  const sentAtMs = Date.now();
  if (effect.kind === 'pull') {
    const [round, place] = [await readSingle('round'), await readSingle('place')];
    const query = new URLSearchParams({
      ...(round?.cursor === undefined ? {} : { cursor: round.cursor }),
      ...(place === undefined ? {} : { place: place.version }),
    });
    const pulled = await askServer<Pulled>(device, 'GET', `${path}/shapes?${query.toString()}`);
    await takeShapes(pulled);
    return { kind: 'pulled', turn, more: pulled.more };
  }
  const answer =
    effect.kind === 'greet'
      ? { ...(await askServer<Greeting>(device, 'GET', path)), verdicts: [] }
      : await askServer<PushAnswer>(device, 'POST', `${path}/facts`, await pushOf(effect.fromSeq));
  const judged = await takeVerdicts(answer.high, answer.verdicts);
  const offsetMs = Math.round(Date.parse(answer.serverTime) - (sentAtMs + Date.now()) / 2);
  await writeSingle('contact', { atMs: sentAtMs, offsetMs });
  const { epoch, high, standing } = answer;
  const decidedSeq = Math.min(high, judged, state.lastSeq);
  await writeSingle('sync', { epoch, standing, decidedSeq });
  if (effect.kind === 'greet') await forgetOld();
  return { kind: effect.kind === 'greet' ? 'greeted' : 'pushed', turn, epoch, high, judged, standing };
}

async function pushOf(fromSeq: number): Promise<{ facts: SignedFact[]; oldestSeq: number; health: DeviceHealth }> {
  const facts = await database.facts.where('seq').aboveOrEqual(fromSeq).limit(factsInPush).toArray();
  const signed: SignedFact[] = [];
  let letters = 0;
  for (const fact of facts) {
    if (fact.signature === null) break;
    letters += JSON.stringify(fact.input).length;
    if (signed.length > 0 && letters > lettersInPush) break;
    signed.push(wireOf(fact, fact.signature));
  }
  const oldest = await database.facts.orderBy('seq').first();
  return { facts: signed, oldestSeq: oldest?.seq ?? 1, health: await health() };
}

function wireOf(fact: StoredFact, signature: string): SignedFact {
  const { seq, factId, action, input, at, clockAt, staffId, receipt, mends, prev, hash } = fact;
  return { seq, factId, action, input, at, clockAt, staffId, receipt, mends, prev, hash, signature };
}

async function health(): Promise<DeviceHealth> {
  const [unsent, refused, estimate, isPersistent, contact] = await Promise.all([
    database.facts.where('verdict').equals('open').count(),
    database.facts
      .where('verdict')
      .equals('refused')
      .filter(({ isSettled }) => isSettled === 0)
      .count(),
    navigator.storage.estimate(),
    navigator.storage.persisted(),
    readSingle('contact'),
  ]);
  return {
    version: __BARROW_VERSION__,
    unsent,
    refused,
    storageUsed: Math.round(estimate.usage ?? 0),
    storageQuota: Math.round(estimate.quota ?? 0),
    isPersistent,
    clockOffsetMs: contact?.offsetMs ?? 0,
  };
}

/** The line is gone, or the server took too long. */
function isNoAnswer(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && /Timeout|Abort/.test(error.name));
}
