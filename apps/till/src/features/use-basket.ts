import type { TillItem } from '@barrow/contracts';
import { isSameLine, type BasketLine } from '@barrow/selling';
import { useCallback, useEffect, useRef, useState } from 'react';
import { dayAt, priceNow, ratesOf } from '../money/rules.ts';
import { newId } from '../store/append-fact.ts';
import { database, type HeldBasket } from '../store/database.ts';
import { useTill } from './till-context.ts';

const ofTab = 'barrow-till-basket';

/** The basket as this tab had it last: written at once, where the store takes a moment, so that not even a reload in that moment loses a line. */
function keepInTab(basket: HeldBasket): void {
  sessionStorage.setItem(ofTab, JSON.stringify(basket));
}

/** The newer of what the tab and the store have; another when that was sold, or when there is none. */
async function readKept(): Promise<HeldBasket> {
  const text = sessionStorage.getItem(ofTab);
  const inTab = text === null ? undefined : (JSON.parse(text) as HeldBasket);
  if (inTab === undefined || (await database.receipts.get(inTab.basketId)) !== undefined) return emptyBasket();
  const inStore = await database.baskets.get(inTab.basketId);
  return inStore !== undefined && inStore.changedAtMs > inTab.changedAtMs ? inStore : inTab;
}

export type BasketInHand = ReturnType<typeof useBasket>;

/** The basket of this tab. Each change is stored, so that a crash or a reload loses no line of it. */
export function useBasket() {
  const { place } = useTill();
  const [held, setHeld] = useState<HeldBasket>(emptyBasket);
  const [isLoaded, setLoaded] = useState(false);
  const current = useRef(held);

  const change = useCallback((next: Omit<HeldBasket, 'changedAtMs'>): void => {
    const stored = { ...next, changedAtMs: Date.now() };
    keepInTab(stored);
    current.current = stored;
    setHeld(stored);
    void (stored.lines.length === 0 ? database.baskets.delete(stored.basketId) : database.baskets.put(stored));
  }, []);
  useEffect(() => {
    void readKept().then((first) => {
      keepInTab(first);
      current.current = first;
      setHeld(first);
      setLoaded(true);
    });
  }, []);

  const setLines = (lines: readonly BasketLine[]): void => change({ ...current.current, lines });
  const startAnew = (next: HeldBasket): void => {
    keepInTab(next);
    current.current = next;
    setHeld(next);
  };
  return {
    isLoaded,
    basketId: held.basketId,
    basket: { lines: held.lines },
    /** Puts goods in; what is there on the same terms becomes more. */
    add(item: TillItem, qtyMilli: number): BasketLine {
      const nowMs = Date.now();
      const made: BasketLine = {
        lineId: newId(),
        itemId: item.itemId,
        description: item.name,
        qtyMilli,
        unitPriceMicro: priceNow(place, item, nowMs) ?? 0,
        rates: ratesOf(place, item, dayAt(place, nowMs)),
      };
      const { lines } = current.current;
      const same = item.unit === 'each' ? lines.find((line) => isSameLine(line, made)) : undefined;
      if (same === undefined) setLines([...lines, made]);
      else setLines(lines.map((line) => (line === same ? { ...line, qtyMilli: line.qtyMilli + qtyMilli } : line)));
      return same ?? made;
    },
    addLines: (lines: readonly BasketLine[]): void => setLines([...current.current.lines, ...lines]),
    changeLine(lineId: string, next: BasketLine | null): void {
      setLines(
        current.current.lines.flatMap((line) => (line.lineId !== lineId ? [line] : next === null ? [] : [next])),
      );
    },
    /** Leaves this basket among those that are put aside, and begins another. */
    putAside: (): void => startAnew(emptyBasket()),
    /** The basket was sold: its row went with the sale. */
    sold: (): void => startAnew(emptyBasket()),
    takeUp: (other: HeldBasket): void => startAnew(other),
    clear: (): void => change({ basketId: current.current.basketId, lines: [] }),
  };
}

function emptyBasket(): HeldBasket {
  return { basketId: newId(), lines: [], changedAtMs: 0 };
}
