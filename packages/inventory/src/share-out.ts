/** What one location asks of a source, in thousandths; whole packs. */
export type ShareAsk = { readonly key: string; readonly askedMilli: number; readonly packMilli: number };

/**
 * Shares out what a source can spare. Everybody gets what they ask while there is enough; else each gets the same part of what they
 * ask, in whole packs, and the packs left over go to those whom rounding took most from, by key where equal. Answers thousandths in the
 * order of the asks. Pure; never gives more than is asked, nor all together more than `availableMilli`.
 */
export function shareOut(availableMilli: number, asks: readonly ShareAsk[]): number[] {
  const askedMilli = asks.reduce((sum, ask) => sum + ask.askedMilli, 0);
  if (askedMilli <= availableMilli) return asks.map((ask) => ask.askedMilli);
  if (availableMilli <= 0) return asks.map(() => 0);
  const part = availableMilli / askedMilli;
  const given = asks.map((ask) => Math.floor((ask.askedMilli * part) / ask.packMilli) * ask.packMilli);
  let leftMilli = availableMilli - given.reduce((sum, one) => sum + one, 0);
  const lost = asks
    .map((ask, index) => ({ ask, index, lostMilli: ask.askedMilli * part - given[index]! }))
    .toSorted((a, b) => b.lostMilli - a.lostMilli || (a.ask.key < b.ask.key ? -1 : 1));
  for (const { ask, index } of lost) {
    if (ask.packMilli > leftMilli || given[index]! + ask.packMilli > ask.askedMilli) continue;
    given[index]! += ask.packMilli;
    leftMilli -= ask.packMilli;
  }
  return given;
}
