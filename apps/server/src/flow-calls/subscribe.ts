import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@barrow/flow';
import type { CallContext } from './call-context.ts';
import { CallFailed, callFailed, statusFailed } from './call-outcome.ts';
import type { EndpointOf, KeptExpression, Subscription } from './call-request.ts';
import { exchange } from './exchange.ts';
import { createMessageStream, type Message } from './message-stream.ts';
import { evaluate } from './resolve-late.ts';

/** Before the next request, when a stream has ended or there was nothing new. */
const pauseMs = 500;

/**
 * Consumes messages over HTTP until the subscription has enough, or its time is over: a stream of server-sent events or lines of JSON, or
 * one answer after the other. Answers them in order. Without a time of its own, the time of the call is a timeout.
 */
export async function subscribe(
  context: CallContext,
  at: EndpointOf,
  method: string,
  subscription: Subscription,
): Promise<JsonValue> {
  const beganMs = performance.now();
  const limitMs = Math.min(subscription.forMs ?? Infinity, context.timeoutMs);
  const leftMs = (): number => limitMs - (performance.now() - beganMs);
  const consumer = createConsumer(subscription);
  let lastEventId: string | undefined;
  for (let tries = 0; !consumer.isOver() && leftMs() > 0; tries += 1) {
    if (tries > 0)
      await sleep(Math.min(pauseMs, leftMs()), undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted || leftMs() <= 0) break;
    lastEventId = await listenOnce(context, at, method, consumer, leftMs(), lastEventId);
  }
  if (!consumer.isOver() && subscription.forMs === null)
    throw callFailed('communication', 'The messages that were to be consumed did not come in time', 504);
  return consumer.messages;
}

async function listenOnce(
  context: CallContext,
  at: EndpointOf,
  method: string,
  consumer: Consumer,
  timeoutMs: number,
  lastEventId: string | undefined,
): Promise<string | undefined> {
  let stream = createMessageStream('');
  const outgoing = {
    method,
    url: at.uri,
    headers: {
      accept: 'text/event-stream, application/x-ndjson, application/json',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    redirects: true,
    stream({ status, headers }: { status: number; headers: ReadonlyMap<string, string> }) {
      if (status < 200 || status > 299) return undefined;
      stream = createMessageStream(headers.get('content-type') ?? '');
      return (piece: Uint8Array) => consumer.take(stream.push(piece));
    },
  };
  try {
    const answer = await exchange({ ...context, timeoutMs }, outgoing, at.authentication);
    if (answer.status < 200 || answer.status > 299)
      throw statusFailed(answer.status, `The subscription was answered with status ${answer.status}`);
    consumer.take(stream.end());
  } catch (error) {
    // Its time was over: what came is what there is.
    if (!(error instanceof CallFailed) || error.problem.status !== 504) throw error;
  }
  consumer.throwFailure();
  return stream.lastEventId() ?? lastEventId;
}

type Consumer = ReturnType<typeof createConsumer>;

/** Keeps the messages that the filter lets through until there are enough. `while` and `until` are asked after each, on the list so far. */
function createConsumer({ filter, consume }: Subscription) {
  const messages: Message[] = [];
  let over = false;
  let failure: CallFailed | undefined;
  const holds = ({ source, variables }: KeptExpression, data: JsonValue): boolean => {
    const value = evaluate({ source, data, variables }, {});
    return value !== null && value !== false;
  };
  const add = (message: Message): void => {
    if (filter !== null && !holds(filter, message)) return;
    messages.push(message);
    if ('amount' in consume) over = messages.length >= consume.amount;
    else over = holds(consume.condition, messages) === (consume.kind === 'until');
  };
  return {
    messages,
    isOver: () => over,
    take(came: readonly Message[]): 'more' | 'enough' {
      try {
        for (const message of came) if (!over) add(message);
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        failure = error;
        over = true;
      }
      return over ? 'enough' : 'more';
    },
    /** An expression that failed ends the subscription; it is told once the connection is let go. */
    throwFailure(): void {
      if (failure !== undefined) throw failure;
    },
  };
}
