import { messageOf, ProblemError } from '../../api/problem.ts';
import { text } from './account-messages.ts';

/** What the sign-in refused, in words that say what to do. */
export function accountError(error: Error | null): Error | null {
  if (error === null) return null;
  return new Error(wordsOf(error));
}

function wordsOf(error: Error): string {
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return text.passkeyStopped;
  if (!(error instanceof ProblemError)) return messageOf(error);
  if (error.status === 429) return text.tooMany;
  if (error.code === 'INVALID_PASSWORD') return text.wrongPassword;
  if (error.code === 'INVALID_CODE') return text.factorWrong;
  if (error.code === 'SESSION_NOT_FRESH') return text.passkeyFresh;
  return error.message;
}
