import { instant } from '@barrow/contracts';
import { dayMs } from '@barrow/kernel';
import { Type } from 'typebox';
import { fault } from './fault.ts';

const longestDays = 92;
const usualDays = 30;

/** A stretch of time that figures are asked for. */
export const spanInput = {
  from: Type.Optional(instant(`From then on; ${usualDays} days before the end unless told`)),
  to: Type.Optional(instant('Until then; now unless told')),
};

/** The span that is meant. Throws INPUT_INVALID for one that is empty or longer than a quarter. */
export function spanOf({ from, to }: { readonly from?: string; readonly to?: string }, nowMs: number) {
  const toMs = to === undefined ? nowMs : Date.parse(to);
  const fromMs = from === undefined ? toMs - usualDays * dayMs : Date.parse(from);
  if (fromMs >= toMs || toMs - fromMs > longestDays * dayMs)
    throw fault('unprocessable', 'INPUT_INVALID', `The span must end after it begins, at most ${longestDays} days.`, [
      { pointer: '/to', detail: `must be after /from, at most ${longestDays} days` },
    ]);
  return { fromMs, toMs };
}
