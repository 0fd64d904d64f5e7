import { Type } from 'typebox';
import { DeviceHealth, Greeting, mostFactsInPush, Pulled, PushAnswer, SignedFact } from '@barrow/contracts';
import { action, openAction, type Actor, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readEpoch } from './epoch.ts';
import { itemsPage } from './items-shape.ts';
import type { PerformDeps } from './perform-facts.ts';
import { placeShape } from './place-shape.ts';
import { receivePush } from './receive-push.ts';
import { readSeries } from './series.ts';

/** What tills ask: see SPEC.md of packages/sync. */
export function syncActions(deps: PerformDeps): readonly RegisteredAction[] {
  return [
    action({
      name: 'tills.sync.greet',
      version: '1.0.0',
      summary: 'For a till: where the server stands, and how the device does',
      effect: 'read',
      permission: 'till.sync',
      route: 'GET /tills/sync',
      touches: 'inside',
      input: Type.Object({}, { additionalProperties: false }),
      output: Greeting,
      async run({ tx, actor, nowMs }) {
        requireDevice(actor);
        const series = await readSeries(tx, actor.id);
        return {
          epoch: await readEpoch(tx),
          serverTime: new Date(nowMs()).toISOString(),
          standing: series.standing,
          high: series.last.seq,
          deviceName: series.name,
        };
      },
    }),
    openAction({
      name: 'tills.sync.push',
      version: '1.0.0',
      summary: 'For a till: what happened there, in its series; each fact is decided by itself',
      effect: 'write',
      permission: 'till.sync',
      route: 'POST /tills/sync/facts',
      touches: 'inside',
      input: Type.Object(
        {
          facts: Type.Array(SignedFact, { minItems: 1, maxItems: mostFactsInPush }),
          oldestSeq: Type.Integer({ minimum: 1, description: 'The oldest fact that the till keeps' }),
          health: Type.Optional(DeviceHealth),
        },
        { additionalProperties: false },
      ),
      output: PushAnswer,
      run(ctx, ask) {
        requireDevice(ctx.actor);
        return receivePush(deps, ctx, ask);
      },
    }),
    action({
      name: 'tills.sync.pull',
      version: '1.0.0',
      summary: 'For a till: what is new of what it needs, a page at a time',
      effect: 'read',
      permission: 'till.sync',
      route: 'GET /tills/sync/shapes',
      touches: 'inside',
      input: Type.Object(
        {
          cursor: Type.Optional(Type.String({ maxLength: 500, description: '`cursor` of the answer before' })),
          place: Type.Optional(
            Type.String({ maxLength: 60, description: 'The version of the place that the till has' }),
          ),
        },
        { additionalProperties: false },
      ),
      output: Pulled,
      async run({ tx, actor, nowMs }, { cursor, place }) {
        requireDevice(actor);
        const series = await readSeries(tx, actor.id);
        if (series.standing === 'revoked')
          throw fault('forbidden', 'DEVICE_REVOKED', 'This device was revoked: it reads nothing any more.');
        const epoch = await readEpoch(tx);
        const shape = await placeShape(tx, series);
        const page = await itemsPage(tx, epoch, shape.value.location, cursor);
        return {
          epoch,
          serverTime: new Date(nowMs()).toISOString(),
          place: shape.version === place ? null : shape,
          ...page,
        };
      },
    }),
  ];
}

function requireDevice(actor: Actor): void {
  if (actor.kind !== 'device')
    throw fault('forbidden', 'DEVICE_NEEDED', 'This is for enrolled devices, which prove their key with each request.');
}
