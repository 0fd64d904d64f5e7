import { liveQuery } from 'dexie';
import { useEffect, useState } from 'react';

/** What a query of the store answers, again whenever that changes, in whichever tab. Undefined before the first answer. `key` says when it is another query. */
export function useLive<T>(query: () => Promise<T>, key: string): T | undefined {
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({ next: setAnswer });
    return () => subscription.unsubscribe();
    // The query is made anew with every drawing; its key says whether it asks something else.
  }, [key]);
  return answer;
}
