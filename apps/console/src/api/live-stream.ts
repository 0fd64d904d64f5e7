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

/** Opens the one stream that all rooms share. Answers how to close it. */
export function startLiveStream(): () => void {
  const stream = openStream({
    path,
    onState: (state) => {
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
