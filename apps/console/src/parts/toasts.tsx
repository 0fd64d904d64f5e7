import { useSyncExternalStore } from 'react';

type Toast = { readonly id: number; readonly message: string };

const shownMs = 5_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says for a few seconds that something was done. Errors do not go here: they stay where they happened. */
export function toast(message: string): void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { id, message }]);
  setTimeout(() => change(toasts.filter((one) => one.id !== id)), shownMs);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className="toast">
          {one.message}
        </div>
      ))}
    </div>
  );
}
