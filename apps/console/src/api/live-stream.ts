import { useSyncExternalStore } from 'react';
import { openStream, type StreamEvent, type StreamState } from './stream.ts';

export type StreamStatus = {
  readonly state: StreamState;
  /** When anything was heard last, heartbeats included; ms since 1970 by this clock. */
  readonly heardMs: number | undefined;
};

const path = '/api/v1/events/stream';
const statusListeners = new Set<() => void>();
const eventListeners = new Set<(event: StreamEvent) => void>();
let status: StreamStatus = { state: 'connecting', heardMs: undefined };

function setStatus(next: StreamStatus): void {
  status = next;
  for (const listener of statusListeners) listener();
}

/**
 * Opens the one stream that all rooms share. `onReturn` is called when it is back after a loss: one that had heard no event yet
 * cannot say where it left off. Answers how to close it.
 */
export function startLiveStream(onReturn: () => void): () => void {
  let wasLost = false;
  const stream = openStream({
    path,
    onState: (state) => {
      if (state === 'lost') wasLost = true;
      if (state === 'open' && wasLost) {
        wasLost = false;
        onReturn();
      }
      if (state !== status.state) setStatus({ ...status, state });
    },
    onMessage: (event) => {
      setStatus({ state: 'open', heardMs: Date.now() });
      if (event !== undefined) for (const listener of eventListeners) listener(event);
    },
  });
  return () => {
    stream.stop();
    setStatus({ state: 'connecting', heardMs: undefined });
  };
}

/** Hears every event from now on, until the answer is called. */
export function onStreamEvent(listener: (event: StreamEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(
    (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    () => status,
  );
}
