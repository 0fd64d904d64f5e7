/** The result of a decision: expected outcomes are values, switched on by `ok` and then by `reason`. */
export type Outcome<Value, Reason extends string, Detail = undefined> = Success<Value> | Refusal<Reason, Detail>;

export type Success<Value> = { readonly ok: true; readonly value: Value };
export type Refusal<Reason extends string, Detail = undefined> = {
  readonly ok: false;
  readonly reason: Reason;
  readonly detail: Detail;
};

export function success<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}

export function refusal<Reason extends string>(reason: Reason): Refusal<Reason>;
export function refusal<Reason extends string, Detail>(reason: Reason, detail: Detail): Refusal<Reason, Detail>;
export function refusal(reason: string, detail?: unknown): Refusal<string, unknown> {
  return { ok: false, reason, detail };
}
