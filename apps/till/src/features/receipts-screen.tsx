import { formatDecimal } from '@barrow/kernel';
import { useState } from 'react';
import { returnable, returnLines } from '../money/returns.ts';
import { voidSale } from '../money/void-sale.ts';
import { Field } from '../parts/field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useLive } from '../parts/use-live.ts';
import { database, type KnownReceipt } from '../store/database.ts';
import { amountOf } from '../text/amount.ts';
import { useFormats, useWords } from '../text/language.ts';
import { ReceiptView } from './receipt-view.tsx';
import { useTill } from './till-context.ts';
import type { BasketInHand } from './use-basket.ts';
import { useScanner } from './use-scanner.ts';

const shown = 50;

/** The receipts that this till knows, newest first; what comes back is taken from here into the basket. */
export function ReceiptsScreen({ hand, onReturned }: { readonly hand: BasketInHand; readonly onReturned: () => void }) {
  const words = useWords();
  const { money, time } = useFormats();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<string>();
  useScanner((code) => setTyped(code));
  const wanted = typed.trim().toUpperCase();
  const receipts =
    useLive(
      () =>
        wanted === ''
          ? database.receipts.orderBy('atMs').reverse().limit(shown).toArray()
          : database.receipts
              .orderBy('atMs')
              .reverse()
              .filter(({ number }) => number.toUpperCase().includes(wanted))
              .limit(shown)
              .toArray(),
      wanted,
    ) ?? [];
  return (
    <main className="page">
      <input
        type="search"
        className="search"
        aria-label={words.receiptNumber}
        placeholder={words.receiptNumber}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className="lines">
        {receipts.map((receipt) => (
          <li key={receipt.saleId}>
            <button type="button" onClick={() => setOpen(receipt.saleId)}>
              <span className="what">
                {receipt.number}
                {receipt.voided ? ` (${words.voided})` : ''}
              </span>
              <span className="muted">{time(receipt.atMs)}</span>
              <span className="amount">{money(receipt.totalMinor, receipt.currency)}</span>
            </button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <OpenReceipt saleId={open} hand={hand} onReturned={onReturned} onClose={() => setOpen(undefined)} />
      )}
    </main>
  );
}

function OpenReceipt({
  saleId,
  hand,
  onReturned,
  onClose,
}: {
  readonly saleId: string;
  readonly hand: BasketInHand;
  readonly onReturned: () => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { place, staff, isManager } = useTill();
  const [isReturning, setReturning] = useState(false);
  const [why, setWhy] = useState<string>();
  const known = useLive(async () => {
    const receipt = await database.receipts.get(saleId);
    const others = await database.receipts
      .filter(({ lines }) => lines.some(({ returnOf }) => returnOf?.saleId === saleId))
      .toArray();
    return { receipt, others };
  }, saleId);
  if (known?.receipt === undefined) return null;
  const { receipt, others } = known;
  const left = [...returnable(receipt, others)].filter(([, qtyMilli]) => qtyMilli > 0);
  return (
    <Sheet title={receipt.number} onClose={onClose}>
      {isReturning ? (
        <ReturnForm
          receipt={receipt}
          others={others}
          onReturn={(lines) => {
            hand.addLines(lines);
            onReturned();
          }}
        />
      ) : (
        <>
          <ReceiptView receipt={receipt} />
          {why === undefined ? null : (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void voidSale(place, receipt, why.trim(), staff).then(() => setWhy(undefined));
              }}
            >
              <Field
                label={words.voidWhy}
                value={why}
                required
                autoFocus
                maxLength={200}
                onChange={(event) => setWhy(event.currentTarget.value)}
              />
              <button type="submit" className="primary" disabled={why.trim() === ''}>
                {words.voidSale}
              </button>
            </form>
          )}
          <div className="actions">
            <button type="button" onClick={() => print()}>
              {words.print}
            </button>
            {receipt.voided || others.length > 0 || !isManager || why !== undefined ? null : (
              <button type="button" onClick={() => setWhy('')}>
                {words.voidSale}
              </button>
            )}
            {receipt.voided ? null : left.length === 0 ? (
              <span className="muted">{words.returnNone}</span>
            ) : (
              <button type="button" className="primary" onClick={() => setReturning(true)}>
                {words.returnGoods}
              </button>
            )}
          </div>
        </>
      )}
    </Sheet>
  );
}

function ReturnForm({
  receipt,
  others,
  onReturn,
}: {
  readonly receipt: KnownReceipt;
  readonly others: readonly KnownReceipt[];
  readonly onReturn: (lines: NonNullable<ReturnType<typeof returnLines>>) => void;
}) {
  const words = useWords();
  const left = returnable(receipt, others);
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const asked = [...left].map(([lineNo, mostMilli]) => {
    const text = typed[lineNo] ?? '';
    const qtyMilli = text.trim() === '' ? 0 : amountOf(text, 3);
    return { lineNo, mostMilli, qtyMilli, isGood: qtyMilli !== null && qtyMilli >= 0 && qtyMilli <= mostMilli };
  });
  const ask = asked.flatMap(({ lineNo, qtyMilli }) =>
    qtyMilli === null || qtyMilli === 0 ? [] : [{ lineNo, qtyMilli }],
  );
  const lines = asked.every(({ isGood }) => isGood) && ask.length > 0 ? returnLines(receipt, others, ask) : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (lines !== null) onReturn(lines);
      }}
    >
      <p>{words.returnHint}</p>
      {asked
        .filter(({ mostMilli }) => mostMilli > 0)
        .map(({ lineNo, mostMilli, isGood }) => (
          <Field
            key={lineNo}
            label={`${receipt.lines.find((line) => line.lineNo === lineNo)?.description ?? ''} (≤ ${formatDecimal(mostMilli, 3)})`}
            inputMode="decimal"
            placeholder="0"
            value={typed[lineNo] ?? ''}
            error={isGood ? undefined : words.wrongNumber}
            onChange={(event) => setTyped({ ...typed, [lineNo]: event.currentTarget.value })}
          />
        ))}
      <button type="submit" className="primary" disabled={lines === null}>
        {words.returnGo}
      </button>
    </form>
  );
}
