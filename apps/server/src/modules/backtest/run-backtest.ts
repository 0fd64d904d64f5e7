import type { JsonObject, JsonValue } from '@barrow/flow';
import { isUuid } from '@barrow/kernel';
import { stockOutDaysSaved, touchedPairs, type ReplayFigures, type StockChange } from '@barrow/replay';
import type { OpenContext } from '../../platform/action.ts';
import { cloudEventOf, readPast, type StoredEvent } from '../../platform/event-log.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import { readingAnswer } from '../flows/index.ts';
import { dailyStockOf, stockOutDays } from '../stock/index.ts';
import type { Assumptions } from './answers.ts';
import { createReplayedSide, type ReplayedSide } from './replayed-side.ts';

export type BacktestAsk = {
  readonly draft: string;
  readonly live: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly assumptions: Assumptions;
  /** Null: events of every location, and of none. */
  readonly locationIds: readonly string[] | null;
  readonly timeZone: string;
  /** It ends then, complete or not. */
  readonly mostMs: number;
};

export type Backtest = {
  /** Events of the period that were looked at. */
  readonly events: number;
  /** False: the time was over first; the figures are of what came until then. */
  readonly isComplete: boolean;
  readonly untilMs: number;
  readonly draft: ReplayFigures;
  readonly live: ReplayFigures | null;
  readonly stockOutDays: {
    /** Of all items at all locations, as it was. */
    readonly was: number;
    readonly savedByDraft: number;
    readonly savedByLive: number | null;
  };
};

const chunk = 1_000;
/** The event loop is given free after so long. */
const sliceMs = 8;
const dayMs = 86_400_000;
const mostReads = 5_000;
const mostPairs = 500;

/** Runs a draft, and the version that is live, over the events of a period in virtual time. Stores nothing. */
export async function runBacktest(
  { registry, database }: { readonly registry: Registry; readonly database: Database },
  ctx: OpenContext,
  ask: BacktestAsk,
): Promise<Backtest> {
  const beganMs = performance.now();
  const dayOf = (atMs: number): number => Math.max(0, Math.floor((atMs - ask.fromMs) / dayMs));
  const deps = {
    registry,
    read: rememberedReads(registry, ctx),
    assumptions: ask.assumptions,
    dayOf,
    fromMs: ask.fromMs,
    timeZone: ask.timeZone,
  };
  const draft = createReplayedSide(ask.draft, deps);
  const live = ask.live === null ? undefined : createReplayedSide(ask.live, deps);
  const sides = live === undefined ? [draft] : [draft, live];
  const heard = new Set(sides.flatMap((side) => side.hears));
  let [events, nowMs, sliceBeganMs, isComplete] = [0, ask.fromMs, performance.now(), true];
  const take = async (read: readonly StoredEvent[]): Promise<boolean> => {
    for (const event of read) {
      events += 1;
      nowMs = Date.parse(event.occurredAt);
      for (const side of sides) await tell(side, event, nowMs);
      if (performance.now() - sliceBeganMs > sliceMs) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceBeganMs = performance.now();
      }
    }
    isComplete = performance.now() - beganMs < ask.mostMs;
    return isComplete;
  };
  const past = {
    from: new Date(ask.fromMs),
    to: new Date(ask.toMs),
    types: heard.has(null) ? null : [...heard].flatMap((type) => type ?? []),
    locationIds: ask.locationIds,
  };
  const { orgId } = ctx.grant;
  await database.transaction(orgId, (tx) => readPast(tx, past, chunk, take), {
    readOnly: true,
    timeoutMs: ask.mostMs * 2,
  });
  const untilMs = isComplete ? ask.toMs : nowMs;
  for (const side of sides) await side.passTo(untilMs);
  const period = { fromDay: dayText(ask.fromMs), toDay: dayText(untilMs + dayMs - 1) };
  const saved = (changes: readonly StockChange[]): Promise<number> =>
    ctx.inTransaction(async ({ tx }) => {
      const pairs = touchedPairs(changes)
        .filter(({ locationId, itemId }) => isUuid(locationId) && isUuid(itemId))
        .slice(0, mostPairs);
      return pairs.length === 0 ? 0 : stockOutDaysSaved(await dailyStockOf(tx, pairs, period), changes);
    });
  return {
    events,
    isComplete,
    untilMs,
    draft: draft.replay.figures(),
    live: live?.replay.figures() ?? null,
    stockOutDays: {
      was: await ctx.inTransaction(({ tx }) => stockOutDays(tx, period)),
      savedByDraft: await saved(draft.answers.changes),
      savedByLive: live === undefined ? null : await saved(live.answers.changes),
    },
  };
}

async function tell(side: ReplayedSide, event: StoredEvent, atMs: number): Promise<void> {
  await side.passTo(atMs);
  if (side.wants(event.type)) await side.happen(asObject(cloudEventOf(event)), event.type, atMs);
}

/** Each input of a reading action is asked once: the answer is of now, the same for both versions. */
function rememberedReads(registry: Registry, ctx: OpenContext) {
  const known = new Map<string, ReturnType<typeof readingAnswer>>();
  return (name: string, input: unknown) => {
    const key = `${name} ${JSON.stringify(input)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = readingAnswer(registry, ctx, name, input);
    if (known.size < mostReads) known.set(key, answer);
    return answer;
  };
}

function dayText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the log holds is JSON. */
function asObject(event: ReturnType<typeof cloudEventOf>): JsonObject {
  const { data, ...attributes } = event;
  return { ...attributes, data: isJson(data) && isObject(data) ? data : {} };
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}
