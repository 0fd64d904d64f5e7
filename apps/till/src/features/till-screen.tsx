import type { TillPlace, TillStaff } from '@barrow/contracts';
import type { SyncState } from '@barrow/sync';
import { useMemo, useState } from 'react';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Device, KnownReceipt } from '../store/database.ts';
import { useWords } from '../text/language.ts';
import { LockScreen } from './lock-screen.tsx';
import { OutboxScreen } from './outbox-screen.tsx';
import { PaySheet } from './pay-screen.tsx';
import { ReceiptsScreen } from './receipts-screen.tsx';
import { SellScreen } from './sell-screen.tsx';
import { AmountForm, ShiftScreen, useShift } from './shift-screen.tsx';
import { openShift } from '../money/shift.ts';
import { SoldSheet } from './sold-sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { TillContext, useTill, type Till } from './till-context.ts';
import { useBasket } from './use-basket.ts';
import { LanguageChoice } from './language-choice.tsx';

const screens = ['sell', 'receipts', 'shift', 'outbox'] as const;
type Screen = (typeof screens)[number];

/** An enrolled till that knows its place: locked until somebody says who works, where there is staff. */
export function TillScreen({
  device,
  place,
  catalogue,
  sync,
}: {
  readonly device: Device;
  readonly place: TillPlace;
  readonly catalogue: Catalogue;
  readonly sync: SyncState | undefined;
}) {
  const [who, setWho] = useState<TillStaff>();
  const staff = place.staff.find(({ staffId }) => staffId === who?.staffId);
  const till = useMemo((): Till => {
    const isManager = place.staff.length === 0 || staff?.role === 'location-manager';
    return { device, place, catalogue, staff: staff ?? null, isManager };
  }, [device, place, catalogue, staff]);
  if (place.staff.length > 0 && staff === undefined)
    return (
      <>
        <LockScreen place={place} onOpen={setWho} />
        <LanguageChoice />
      </>
    );
  return (
    <TillContext value={till}>
      <Open sync={sync} onLock={() => setWho(undefined)} />
    </TillContext>
  );
}

function Open({ sync, onLock }: { readonly sync: SyncState | undefined; readonly onLock: () => void }) {
  const words = useWords();
  const { place, staff } = useTill();
  const hand = useBasket();
  const shift = useShift();
  const [screen, setScreen] = useState<Screen>('sell');
  const [isPaying, setPaying] = useState(false);
  const [sold, setSold] = useState<KnownReceipt>();
  const isIdle = hand.basket.lines.length === 0 && sold === undefined && !isPaying;
  return (
    <div className="till">
      <header className="top">
        <h1 className="unseen">
          {words[screen]}, {place.location.name}
        </h1>
        <nav>
          {screens.map((one) => (
            <button
              key={one}
              type="button"
              aria-current={screen === one ? 'page' : undefined}
              onClick={() => setScreen(one)}
            >
              {words[one]}
            </button>
          ))}
        </nav>
        <LanguageChoice />
        {staff === null ? null : (
          <button type="button" className="quiet" onClick={onLock}>
            {staff.name}: {words.lock}
          </button>
        )}
      </header>
      <StatusBar sync={sync} isIdle={isIdle} />
      {shift === undefined || !hand.isLoaded ? null : screen === 'sell' && shift.shift === undefined ? (
        <main className="center">
          <AmountForm
            title={words.openShift}
            hint={words.openShiftHint}
            label={words.float}
            go={words.open}
            currency={place.location.currency}
            onGo={(amountMinor) => openShift(amountMinor, staff)}
          />
        </main>
      ) : screen === 'sell' ? (
        <SellScreen hand={hand} onPay={() => setPaying(true)} />
      ) : screen === 'receipts' ? (
        <ReceiptsScreen hand={hand} onReturned={() => setScreen('sell')} />
      ) : screen === 'shift' ? (
        <ShiftScreen />
      ) : (
        <OutboxScreen />
      )}
      {isPaying ? (
        <PaySheet
          hand={hand}
          onClose={() => setPaying(false)}
          onSold={(receipt) => {
            setPaying(false);
            setSold(receipt);
            hand.sold();
          }}
        />
      ) : null}
      {sold === undefined ? null : <SoldSheet receipt={sold} onClose={() => setSold(undefined)} />}
    </div>
  );
}
