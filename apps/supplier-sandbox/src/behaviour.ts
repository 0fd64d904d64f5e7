import { Type, type Static } from 'typebox';

export const modes = [
  'acknowledge',
  'delay',
  'short-ship',
  'over-ship',
  'refuse',
  'fail',
  'timeout',
  'malformed',
] as const;
export type Mode = (typeof modes)[number];

/** The name under which a behaviour holds for every supplier without one of its own. */
export const defaultSupplier = 'default';

const waitMs = (description: string) => Type.Integer({ minimum: 0, maximum: 86_400_000, description });

/** How a supplier of the sandbox behaves from now on. Each setting says for which modes it counts. */
export const Behaviour = Type.Object(
  {
    mode: Type.Enum(modes),
    answerBy: Type.Optional(
      Type.Enum(['response', 'callback'], {
        description: 'Where the acknowledgement goes; `delay` always calls back. Default response',
      }),
    ),
    delayMs: Type.Optional(
      waitMs('Before calling back; timeout: how long the answer is held. Default 3000, timeout 60000'),
    ),
    lateDays: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 365, description: 'Expected day after the requested one. Default 0' }),
    ),
    times: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        description: 'fail, timeout: for the first attempts at each order; default always',
      }),
    ),
    status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'fail: HTTP status. Default 503' })),
    retryAfterSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 86_400, description: 'fail: Retry-After header' }),
    ),
    shortShare: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'short-ship: share of each line. Default 0.5' }),
    ),
    overShare: Type.Optional(
      Type.Number({ minimum: 1, maximum: 10, description: 'over-ship: share of each line. Default 1.2' }),
    ),
    announce: Type.Optional(
      Type.Boolean({ description: 'short-ship, over-ship: whether the acknowledgement says so already. Default true' }),
    ),
    refuseBy: Type.Optional(
      Type.Enum(['status', 'acknowledgement'], {
        description: 'refuse: by HTTP 422, or by an acknowledgement that refuses. Default status',
      }),
    ),
    reason: Type.Optional(Type.String({ maxLength: 300, description: 'refuse, short-ship: the reason given' })),
    dispatch: Type.Optional(Type.Boolean({ description: 'Whether goods and a dispatch advice follow. Default true' })),
    dispatchAfterMs: Type.Optional(waitMs('From acknowledgement to dispatch. Default 2000')),
  },
  { additionalProperties: false },
);
export type Behaviour = Static<typeof Behaviour>;

export const BehaviourChange = Type.Object(
  {
    supplier: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$', description: 'Default: all without their own' }),
    ),
    ...Behaviour.properties,
  },
  { additionalProperties: false },
);
export type BehaviourChange = Static<typeof BehaviourChange>;

/** Behaviours by supplier. A change replaces what held before. */
export class Behaviours {
  readonly #bySupplier = new Map<string, Behaviour>([[defaultSupplier, { mode: 'acknowledge' }]]);

  of(supplier: string): Behaviour {
    return this.#bySupplier.get(supplier) ?? this.#bySupplier.get(defaultSupplier) ?? { mode: 'acknowledge' };
  }

  set({ supplier = defaultSupplier, ...behaviour }: BehaviourChange): void {
    this.#bySupplier.set(supplier, behaviour);
  }

  all(): Readonly<Record<string, Behaviour>> {
    return Object.fromEntries(this.#bySupplier);
  }
}
