import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ConnectionError, ProblemError } from './problem.ts';

/** Tells that the session has ended, whichever request found out. */
export const signedOut = new EventTarget();

function noticeSignOut(error: Error): void {
  if (error instanceof ProblemError && error.code === 'SIGN_IN_NEEDED')
    signedOut.dispatchEvent(new Event('signed-out'));
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      networkMode: 'always',
      retry: (count, error) =>
        count < 2 && (error instanceof ConnectionError || (error instanceof ProblemError && error.retryable)),
      retryDelay: (count) => 400 * 2 ** count,
    },
    mutations: { networkMode: 'always', onError: noticeSignOut },
  },
});
