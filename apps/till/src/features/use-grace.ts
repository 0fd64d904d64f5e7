import { useEffect, useState } from 'react';
import { useLive } from '../parts/use-live.ts';
import { readSingle } from '../store/database.ts';
import { useTill } from './till-context.ts';

const dayMs = 86_400_000;
const lookEveryMs = 60_000;

/** Whether the till was longer without the server than head office lets tills sell so: a stolen one is not to sell for ever. */
export function useGraceOver(): boolean {
  const { place } = useTill();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), lookEveryMs);
    return () => clearInterval(timer);
  }, []);
  const contact = useLive(() => readSingle('contact'), 'contact');
  return contact !== undefined && nowMs - contact.atMs > place.graceDays * dayMs;
}
