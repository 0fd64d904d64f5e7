import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { mayDo } from '@barrow/contracts';
import { isUuid } from '@barrow/kernel';
import type { EventHub } from '../event-hub.ts';
import { cloudEventOf, formatCursor, parseCursor, type StoredEvent } from '../event-log.ts';
import { fault } from '../fault.ts';
import type { Logger } from '../logger.ts';
import { compileSchema } from '../schema.ts';
import { apiPrefix, type Authenticate } from './rest.ts';

const query = compileSchema(
  Type.Object(
    {
      types: Type.Optional(Type.String({ maxLength: 500 })),
      locationId: Type.Optional(Type.String({ format: 'uuid' })),
    },
    { additionalProperties: false },
  ),
);

/** A listener gets at most this many frames a second; a frame holds every event that came meanwhile. */
const frameEveryMs = 100;
/** One who listens to a single location hears little and is served at once. */
const narrowFrameEveryMs = 20;
const heartbeatMs = 15_000;

/** How often it is asked again whether the listener may still hear and reads what it is sent; one that does not is let go and comes back with Last-Event-ID. */
export type StreamLimits = { readonly recheckMs: number; readonly mostBufferedBytes: number };
const usualLimits: StreamLimits = { recheckMs: 20_000, mostBufferedBytes: 4_000_000 };

/** The event as CloudEvents 1.0 JSON in one SSE message. Written once an event, shared by all listeners. */
const messages = new WeakMap<StoredEvent, string>();
function messageOf(event: StoredEvent): string {
  let message = messages.get(event);
  if (message === undefined) {
    const id = formatCursor(event);
    message = `id: ${id}\ndata: ${JSON.stringify(cloudEventOf(event))}\n\n`;
    messages.set(event, message);
  }
  return message;
}

function typeFilter(types: string | undefined): (type: string) => boolean {
  if (types === undefined || types === '') return () => true;
  const wanted = types.split(',').map((type) => type.trim());
  return (type) => wanted.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type));
}

export function addEventStream(
  server: FastifyInstance,
  hub: EventHub,
  authenticate: Authenticate,
  log: Logger,
  { recheckMs, mostBufferedBytes }: StreamLimits = usualLimits,
): { closeAll: () => void } {
  const open = new Set<() => void>();
  server.get(`${apiPrefix}/events/stream`, { exposeHeadRoute: false }, async (request, reply) => {
    const caller = await authenticate(request);
    const { orgId, role, locationIds } = caller.grant;
    if (!mayDo(role, 'event.read')) throw fault('forbidden', 'NOT_ALLOWED', `The role ${role} may not hear events.`);
    const { types, locationId } = query.parse(request.query);
    if (locationId !== undefined && locationIds !== null && !locationIds.includes(locationId)) {
      throw fault('forbidden', 'NOT_ALLOWED', `Location ${locationId} is outside your scope.`);
    }
    const lastEventId = request.headers['last-event-id'];
    const from = typeof lastEventId === 'string' && lastEventId !== '' ? parseCursor(lastEventId) : await hub.now();
    if (from === undefined) {
      throw fault(
        'invalid',
        'CURSOR_INVALID',
        'Last-Event-ID is not one that this stream gave out. Leave it out to begin now.',
      );
    }
    const isWanted = typeFilter(types);
    const scope = locationIds === null ? null : new Set(locationIds);
    const hears = (event: StoredEvent): boolean =>
      isWanted(event.type) &&
      (locationId === undefined || event.locationId === locationId) &&
      (scope === null || (isUuid(event.locationId) && scope.has(event.locationId)));

    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    // Whoever sees the head hears all from then on, also over a loss before the first event: the id without data is where it goes on.
    raw.write(`: open\nretry: 1000\nid: ${formatCursor(from)}\n\n`);

    const everyMs = locationId === undefined ? frameEveryMs : narrowFrameEveryMs;
    let frame = '';
    let flushedAt = 0;
    let timer: NodeJS.Timeout | undefined;
    let detach: (() => void) | undefined;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      detach?.();
      clearTimeout(timer);
      clearInterval(heartbeat);
      clearInterval(recheck);
      open.delete(end);
      raw.end();
    };
    const isBehind = (): boolean => raw.writableLength > mostBufferedBytes;
    const letGo = (): void => {
      log.info({ orgId }, 'a listener did not keep up and was let go');
      raw.destroy();
      end();
    };
    const flush = (): void => {
      timer = undefined;
      if (ended || frame === '') return;
      if (isBehind()) return letGo();
      flushedAt = performance.now();
      raw.write(frame);
      frame = '';
    };
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
    // Nothing more may come that would find it behind; between two checks it has had the time to read.
    let unreadBytes = 0;
    const recheck = setInterval(() => {
      if (isBehind() && unreadBytes > 0 && raw.writableLength >= unreadBytes) return letGo();
      unreadBytes = isBehind() ? raw.writableLength : 0;
      authenticate(request).then((now) => {
        if (now.grant.orgId !== orgId || JSON.stringify(now.grant) !== JSON.stringify(caller.grant)) end();
      }, end);
    }, recheckMs);
    open.add(end);
    raw.on('close', end);
    raw.on('error', end);
    // One who left before this point was never seen leaving.
    if (raw.destroyed || request.raw.destroyed) return end();
    try {
      const stop = await hub.subscribe(
        {
          orgId,
          receive(events) {
            for (const event of events) if (hears(event)) frame += messageOf(event);
            if (frame === '' || timer !== undefined) return;
            const waitMs = flushedAt + everyMs - performance.now();
            if (waitMs <= 0) flush();
            else timer = setTimeout(flush, waitMs);
          },
        },
        from,
      );
      if (ended) stop();
      else detach = stop;
    } catch (error) {
      log.warn({ error: String(error) }, 'a listener could not be attached');
      end();
    }
  });
  return {
    closeAll: () => {
      for (const end of open) end();
    },
  };
}
