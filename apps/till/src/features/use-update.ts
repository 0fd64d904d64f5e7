import { useEffect, useState } from 'react';

const lookEveryMs = 3_600_000;

/** Lets the till work without a line from its first visit on. Nothing while it is developed, where files change all the time. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register('/till/sw.js', { scope: '/till/' });
}

/** Takes the version that waits, when one does; undefined when none does. It never takes over by itself: somebody may be selling. */
export function useUpdate(): (() => void) | undefined {
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    void navigator.serviceWorker?.ready.then((registration) => {
      const look = (): void => setWaiting(registration.waiting ?? undefined);
      look();
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', look),
      );
      timer = setInterval(() => void registration.update().catch(() => {}), lookEveryMs);
    });
    return () => clearInterval(timer);
  }, []);
  if (waiting === undefined || navigator.serviceWorker.controller === null) return undefined;
  return () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('take over');
  };
}
