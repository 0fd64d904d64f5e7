import { passesRoughly, type JsonObject, type RoughFilter } from '@barrow/flow';

type Listener = { readonly run: string; readonly key: string; readonly filters: readonly RoughFilter[] };
export type Delivery = {
  readonly run: string;
  readonly key: string;
  readonly event: JsonObject;
  readonly place: number;
};

/**
 * The events of one process, in order, and who listens. A listener also hears what came before it, but nothing that another listener of
 * its run had taken when it began to listen.
 */
export type EventDesk = {
  readonly events: readonly JsonObject[];
  /** Several that begin at once hear alike. */
  readonly listen: (listeners: readonly Listener[]) => readonly Delivery[];
  readonly publish: (event: JsonObject) => readonly Delivery[];
  readonly isListening: (run: string, key: string) => boolean;
  readonly taken: (delivery: Delivery) => void;
  readonly leave: (run: string, key?: string) => void;
};

export function createEventDesk(): EventDesk {
  const events: JsonObject[] = [];
  const listeners = new Map<string, Map<string, Listener>>();
  const taken = new Map<string, Set<number>>();

  const hears = ({ filters }: Listener, event: JsonObject): boolean => passesRoughly(filters, event);

  return {
    events,
    listen(begun) {
      for (const listener of begun) {
        const own = listeners.get(listener.run) ?? new Map<string, Listener>();
        listeners.set(listener.run, own.set(listener.key, listener));
      }
      return begun.flatMap((listener) => {
        const { run, key } = listener;
        const gone = new Set(taken.get(run));
        return events.flatMap((event, place) =>
          !gone.has(place) && hears(listener, event) ? [{ run, key, event, place }] : [],
        );
      });
    },
    publish(event) {
      const place = events.push(event) - 1;
      return [...listeners.values()]
        .flatMap((own) => [...own.values()])
        .filter((listener) => hears(listener, event))
        .map(({ run, key }) => ({ run, key, event, place }));
    },
    isListening: (run, key) => listeners.get(run)?.has(key) === true,
    taken({ run, place }) {
      taken.set(run, (taken.get(run) ?? new Set()).add(place));
    },
    leave(run, key) {
      if (key === undefined) listeners.delete(run);
      else listeners.get(run)?.delete(key);
    },
  };
}
