import type { RegisteredAction } from '../../platform/action.ts';
import { mailActions } from './actions.ts';
import { createMailers, type MailerOf, type MailersDeps } from './mailers.ts';

export type { MailerOf } from './mailers.ts';

/** Mail servers of organisations. */
export function createMail(deps: MailersDeps): {
  readonly mailerOf: MailerOf;
  readonly actions: readonly RegisteredAction[];
} {
  const mailerOf = createMailers(deps);
  return { mailerOf, actions: mailActions(deps.sealer, mailerOf) };
}
