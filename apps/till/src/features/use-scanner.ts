import { useEffect, useRef } from 'react';

/** Scanners type faster than people: so many characters, each within this of the one before, and Enter. */
const scannerGapMs = 50;
/** Where nothing takes what is typed, nobody types: a slow device may take its time with a scan. */
const idleGapMs = 500;
const shortestCode = 4;

/** Hears scanners that type like keyboards, whatever has the focus. */
export function useScanner(onCode: (code: string) => void): void {
  const heard = useRef({ text: '', atMs: 0 });
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { text, atMs } = heard.current;
      const isTaken = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      const isFast = event.timeStamp - atMs < (isTaken ? scannerGapMs : idleGapMs);
      if (event.key === 'Enter') {
        if (isFast && text.length >= shortestCode) {
          event.preventDefault();
          event.stopPropagation();
          latest.current(text);
        }
        heard.current = { text: '', atMs: 0 };
      } else if (event.key.length === 1)
        heard.current = { text: isFast ? text + event.key : event.key, atMs: event.timeStamp };
    };
    addEventListener('keydown', listen, { capture: true });
    return () => removeEventListener('keydown', listen, { capture: true });
  }, []);
}
