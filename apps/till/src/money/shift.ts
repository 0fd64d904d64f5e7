import { appendFacts, newId } from '../store/append-fact.ts';
import { readSingle, writeSingle, database, type Shift } from '../store/database.ts';
import type { Staff } from './complete-sale.ts';

export async function openShift(floatMinor: number, staff: Staff): Promise<void> {
  const shiftId = newId();
  await appendFacts(
    async (_last, { at }) => {
      if ((await readSingle('shift')) !== undefined) return [];
      const input = { shiftId, floatMinor, openedAt: at, staffId: staff?.staffId ?? null };
      return [
        { factId: shiftId, action: 'tills.shift.open', input, staffId: staff?.staffId ?? null, isReceipt: false },
      ];
    },
    async (facts, { atMs }) => {
      if (facts.length === 0) return;
      const none = { cashMinor: 0, sales: 0, totalMinor: 0, byMethod: {} };
      await writeSingle('shift', { shiftId, openedAtMs: atMs, floatMinor, ...none });
    },
  );
}

/** Puts cash into the drawer (more than 0) or takes it out. */
export async function moveCash(amountMinor: number, reason: string, staff: Staff): Promise<void> {
  const moveId = newId();
  await appendFacts(
    async (_last, { at }) => {
      const shift = await readSingle('shift');
      if (shift === undefined) return [];
      const input = { shiftId: shift.shiftId, moveId, amountMinor, reason, at, staffId: staff?.staffId ?? null };
      return [{ factId: moveId, action: 'tills.cash.move', input, staffId: staff?.staffId ?? null, isReceipt: false }];
    },
    async (facts) => {
      const shift = await readSingle('shift');
      if (facts.length > 0 && shift !== undefined)
        await writeSingle('shift', { ...shift, cashMinor: shift.cashMinor + amountMinor });
    },
  );
}

export type ClosedShift = Shift & { readonly expectedMinor: number; readonly countedMinor: number };

/** Closes the shift with what was counted. One row is read, whatever the day's volume. */
export async function closeShift(countedMinor: number, staff: Staff): Promise<ClosedShift | undefined> {
  let closed: ClosedShift | undefined;
  await appendFacts(
    async (_last, { at }) => {
      const shift = await readSingle('shift');
      if (shift === undefined) return [];
      const { shiftId } = shift;
      const expectedMinor = shift.floatMinor + shift.cashMinor;
      closed = { ...shift, expectedMinor, countedMinor };
      const input = { shiftId, closedAt: at, countedMinor, expectedMinor, staffId: staff?.staffId ?? null };
      return [
        { factId: newId(), action: 'tills.shift.close', input, staffId: staff?.staffId ?? null, isReceipt: false },
      ];
    },
    async () => {
      await database.singles.delete('shift');
    },
  );
  return closed;
}
