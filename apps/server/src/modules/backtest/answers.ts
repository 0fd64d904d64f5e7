import type { JsonObject, JsonValue } from '@barrow/flow';
import type { ReplayAnswer, ReplayCall, StockChange } from '@barrow/replay';
import type { Registry } from '../../platform/registry.ts';
import { actionOf } from '../flows/index.ts';
import { sampleOf } from './sample-of.ts';

/** What is assumed of people and deliveries: nobody knows what they would have done. */
export type Assumptions = {
  /** What people say to a question: the first that its form offers, the other, or nothing. */
  readonly people: 'agree' | 'decline' | 'silent';
  readonly answerMinutes: number;
  /** How long goods of another location, and of a supplier, are under way. */
  readonly transferHours: number;
  readonly orderDays: number;
};

export type AnswersDeps = {
  readonly registry: Registry;
  /** Asks an action that only reads, with the rights of whoever tests. */
  readonly read: (name: string, input: unknown) => Promise<{ output: JsonValue } | { error: string }>;
  readonly assumptions: Assumptions;
  /** The day of the period, from 0, of a moment. */
  readonly dayOf: (atMs: number) => number;
};

export type Answers = {
  answer(call: ReplayCall): ReplayAnswer | Promise<ReplayAnswer>;
  readonly changes: readonly StockChange[];
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Far more than people look at; what comes after is not in the figures of stock. */
const mostChanges = 20_000;

/**
 * Answers the calls of replayed runs. What reads is asked once for each input, as it stands now; questions are answered as assumed; goods that are
 * asked for arrive after the assumed time, move the stock and are told of; everything else gets a value of its form.
 */
export function createAnswers({ registry, read, assumptions, dayOf }: AnswersDeps): Answers {
  const changes: StockChange[] = [];
  let transfers = 0;
  const move = (locationId: string, itemId: string, atMs: number, deltaMilli: number): void => {
    if (changes.length < mostChanges) changes.push({ locationId, itemId, day: dayOf(atMs), deltaMilli });
  };

  return {
    changes,
    answer(call) {
      if (call.kind === 'other') return { by: 'nobody', output: null };
      const action = actionOf(registry, call.name);
      if (action === undefined) return { by: 'nobody', error: `${call.name} is no action of this server` };
      if (action.effect === 'read') return read(action.name, call.request).then((found) => ({ by: 'now', ...found }));
      if (action.name === 'tasks.task.ask') return askedOf(call);
      if (action.name === 'stock.transfer.request') return transferOf(call);
      if (action.name === 'supply.order.draft') orderOf(call);
      return { by: 'assumed', output: sampleOf(action.output) };
    },
  };

  function askedOf({ request }: ReplayCall): ReplayAnswer {
    const { people, answerMinutes } = assumptions;
    if (people === 'silent') return { by: 'assumed', afterMs: Number.POSITIVE_INFINITY };
    const form = field(request, 'form');
    const answer = form === null ? null : sampleOf(form);
    return {
      by: 'assumed',
      afterMs: answerMinutes * minuteMs,
      output: {
        status: 'done',
        answer: people === 'agree' ? answer : declined(answer),
        by: { id: '', name: 'assumed' },
      },
    };
  }

  function transferOf({ request, atMs }: ReplayCall): ReplayAnswer {
    transfers += 1;
    const transferId = `00000000-0000-8000-8000-${String(transfers).padStart(12, '0')}`;
    const afterMs = assumptions.transferHours * hourMs;
    const [from, to] = [textOf(request, 'fromLocationId'), textOf(request, 'toLocationId')];
    for (const { itemId, qtyMilli } of linesOf(request)) {
      move(from, itemId, atMs, -qtyMilli);
      move(to, itemId, atMs + afterMs, qtyMilli);
    }
    const transfer: JsonObject = { ...objectOf(request), transferId, status: 'requested' };
    const event: JsonObject = {
      specversion: '1.0',
      id: `replayed-${transferId}`,
      source: '/barrow',
      type: 'stock.transfer.received',
      subject: transferId,
      location: to,
      time: new Date(atMs + afterMs).toISOString(),
      data: { ...transfer, status: 'received' },
    };
    return { by: 'simulated', output: transfer, later: [{ afterMs, event }] };
  }

  function orderOf({ request, atMs }: ReplayCall): void {
    const locationId = textOf(request, 'locationId');
    for (const { itemId, qtyMilli } of linesOf(request))
      move(locationId, itemId, atMs + assumptions.orderDays * dayMs, qtyMilli);
  }
}

/** The other answer to the same form: no for yes. */
function declined(answer: JsonValue): JsonValue {
  if (typeof answer === 'boolean') return !answer;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, one]) => [name, declined(one)]));
}

function field(value: JsonValue, name: string): JsonValue {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return isJson(found) ? found : null;
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function textOf(value: JsonValue, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}

function linesOf(request: JsonValue): { readonly itemId: string; readonly qtyMilli: number }[] {
  const lines = field(request, 'lines');
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((line: JsonValue) => {
    const qtyMilli = field(line, 'qtyMilli');
    return typeof qtyMilli === 'number' ? [{ itemId: textOf(line, 'itemId'), qtyMilli }] : [];
  });
}
