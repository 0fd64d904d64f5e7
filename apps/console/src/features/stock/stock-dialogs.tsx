import { Dialog } from '../../parts/dialog.tsx';
import { DocumentForm } from './document-form.tsx';
import { text } from './messages.ts';
import { TransferForm } from './transfer-form.tsx';

export type StockTask = {
  readonly kind: 'count' | 'adjustment' | 'waste' | 'transfer';
  readonly locationId?: string | undefined;
  readonly itemId?: string | undefined;
};

/** The dialog of what was chosen to be done with stock; closed while there is none. */
export function StockDialogs({
  task,
  onClose,
}: {
  readonly task: StockTask | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={task === undefined ? '' : text.dialog[task.kind]} opened={task !== undefined} onClose={onClose}>
      {task === undefined ? null : task.kind === 'transfer' ? (
        <TransferForm place={task} onClose={onClose} />
      ) : (
        <DocumentForm kind={task.kind} place={task} onClose={onClose} />
      )}
    </Dialog>
  );
}
