/** What is to happen at moments of virtual time, the earliest first; of one moment in the order in which it was put. A binary heap. */
export type Moments<T> = {
  put(atMs: number, what: T): void;
  /** The earliest that is due by then, taken out. */
  take(untilMs: number): { readonly atMs: number; readonly what: T } | undefined;
  readonly size: () => number;
};

export function createMoments<T>(): Moments<T> {
  type Entry = { readonly atMs: number; readonly no: number; readonly what: T };
  const heap: Entry[] = [];
  let count = 0;
  const isBefore = (one: Entry, other: Entry): boolean =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.no < other.no);
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[one] = b;
    heap[other] = a;
  };
  const less = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  };
  return {
    put(atMs, what) {
      let at = heap.push({ atMs, no: (count += 1), what }) - 1;
      for (let parent = (at - 1) >> 1; at > 0 && less(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent);
        at = parent;
      }
    },
    take(untilMs) {
      const [first] = heap;
      if (first === undefined || first.atMs > untilMs) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) heap[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (less(left, least)) least = left;
        if (less(right, least)) least = right;
        if (least === at) break;
        swap(at, least);
        at = least;
      }
      return { atMs: first.atMs, what: first.what };
    },
    size: () => heap.length,
  };
}
