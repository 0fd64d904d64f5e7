import { Sheet } from '../parts/sheet.tsx';
import type { KnownReceipt } from '../store/database.ts';
import { useFormats, useWords } from '../text/language.ts';
import { ReceiptView } from './receipt-view.tsx';

/** What was just sold: the change first, since the customer waits for it. */
export function SoldSheet({ receipt, onClose }: { readonly receipt: KnownReceipt; readonly onClose: () => void }) {
  const words = useWords();
  const { money } = useFormats();
  const isBack = receipt.totalMinor < 0;
  return (
    <Sheet title={isBack ? words.gaveBack : words.sold} onClose={onClose}>
      {receipt.changeMinor === 0 ? null : (
        <p className="due">
          {words.change} {money(receipt.changeMinor, receipt.currency)}
        </p>
      )}
      <ReceiptView receipt={receipt} />
      <div className="actions">
        <button type="button" onClick={() => print()}>
          {words.print}
        </button>
        <button type="button" className="primary" autoFocus onClick={onClose}>
          {words.newSale}
        </button>
      </div>
    </Sheet>
  );
}
