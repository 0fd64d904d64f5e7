import { Type, type Static } from 'typebox';
import { instant, name, uuid } from './primitive.ts';

const base64url = (bytes: number) => Type.String({ pattern: `^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$` });

/** A fact as a till signs it. See SPEC.md of packages/sync. */
export const SignedFact = Type.Object(
  {
    seq: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'From 1, without a gap, in its series' }),
    factId: uuid(),
    action: Type.String({ minLength: 1, maxLength: 100, description: 'What it asks the server to do' }),
    input: Type.Record(Type.String(), Type.Unknown(), { description: 'The input of that action' }),
    at: instant('When it happened, by the clock of the till as the server corrected it'),
    clockAt: instant('When it happened, by the clock of the till as it is'),
    staffId: Type.Union([uuid(), Type.Null()]),
    receipt: Type.Union(
      [Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'Its number, without a gap' }), Type.Null()],
      { description: 'Facts that are receipts' },
    ),
    mends: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'The refused fact it replaces' }),
    prev: base64url(32),
    hash: base64url(32),
    signature: base64url(64),
  },
  { additionalProperties: false },
);
export type SignedFact = Static<typeof SignedFact>;

/** What the server decided of a fact. `kept`: the device may not write any more; somebody at head office decides. */
export const FactVerdict = Type.Object({
  seq: Type.Integer(),
  status: Type.Enum(['stored', 'refused', 'kept']),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  problems: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
});
export type FactVerdict = Static<typeof FactVerdict>;

export const DeviceStanding = Type.Enum(['active', 'quarantined', 'revoked']);
export type DeviceStanding = Static<typeof DeviceStanding>;

export const mostFactsInPush = 500;

export const Greeting = Type.Object({
  epoch: Type.String(),
  serverTime: instant(),
  standing: DeviceStanding,
  high: Type.Integer({ description: 'Up to which the server has the series, without a gap' }),
  deviceName: name(),
});
export type Greeting = Static<typeof Greeting>;

export const PushAnswer = Type.Object({
  epoch: Type.String(),
  serverTime: instant(),
  standing: DeviceStanding,
  high: Type.Integer(),
  verdicts: Type.Array(FactVerdict, { description: 'Of the facts sent, in their order; none beyond a gap' }),
});
export type PushAnswer = Static<typeof PushAnswer>;
