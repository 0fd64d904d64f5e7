import { Type } from 'typebox';
import { daysBetween, addDays } from '@barrow/kernel';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { organisationOf } from '../../modules/identity/index.ts';
import { demoDays } from './create-demo.ts';
import { demoStateOf, writeDemoState } from './demo-state.ts';

const State = Type.Object({
  share: Type.Number({ description: 'How much of the past is stored, 0 to 1' }),
  complete: Type.Boolean(),
  trickle: Type.Boolean({ description: 'Whether live sales trickle in' }),
});

async function read(tx: Tx) {
  const state = await demoStateOf(tx);
  if (state === undefined) throw fault('not-found', 'DEMO_ONLY', 'This organisation is no demo.');
  const done =
    state.loadedThrough === null
      ? 0
      : demoDays - Math.max(0, daysBetween(state.loadedThrough, addDays(state.today, -1)));
  return { share: Math.min(1, done / demoDays), complete: done >= demoDays, trickle: state.trickle };
}

/** What can be seen and changed of the demo from the console. */
export const demoActions: readonly RegisteredAction[] = [
  action({
    name: 'demo.state.read',
    version: '1.0.0',
    summary: 'How far the demo is',
    effect: 'read',
    permission: 'organisation.read',
    route: 'GET /demo',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: State,
    run: ({ tx }) => read(tx),
  }),
  action({
    name: 'demo.trickle.set',
    version: '1.0.0',
    summary: "Switch the demo's live sales on or off",
    effect: 'write',
    permission: 'network.manage',
    route: 'PUT /demo',
    touches: 'none',
    input: Type.Object({ trickle: Type.Boolean() }, { additionalProperties: false }),
    output: State,
    async run(ctx, { trickle }) {
      await read(ctx.tx);
      await writeDemoState(ctx.tx, { trickle });
      return read(ctx.tx);
    },
  }),
  action({
    name: 'demo.network.delete',
    version: '1.0.0',
    summary: 'Delete the demo, with everything that is in it',
    description:
      'For good, within half a minute: everybody of the demo is signed out at once, then its rows go. Everything else in the installation stays.',
    effect: 'write',
    permission: 'organisation.manage',
    route: 'POST /demo/deletion',
    touches: 'all',
    input: Type.Object(
      { name: Type.String({ maxLength: 200, description: 'The name of the demo, typed to say that it is meant' }) },
      { additionalProperties: false },
    ),
    output: State,
    async run(ctx, { name }) {
      const state = await read(ctx.tx);
      const organisation = await organisationOf(ctx.tx);
      if (name.trim() !== organisation.name)
        throw fault('unprocessable', 'INPUT_INVALID', `/name is not "${organisation.name}".`, [
          { pointer: '/name', detail: `must be "${organisation.name}"` },
        ]);
      if (!state.complete)
        throw fault('conflict', 'DEMO_ONLY', 'The demo is still being made. Delete it once its past is stored.');
      await writeDemoState(ctx.tx, { trickle: false, deleting: true });
      return state;
    },
  }),
];
