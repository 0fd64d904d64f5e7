import type { RegisteredAction } from '../../platform/action.ts';
import { mailActions } from './actions.ts';
import type { MailerOf } from '../../platform/mail.ts';
import { createMailers, type MailersDeps } from './mailers.ts';

/** Mail servers of organisations. */
export function createMail(deps: MailersDeps): {
  readonly mailerOf: MailerOf;
  readonly actions: readonly RegisteredAction[];
} {
  const mailerOf = createMailers(deps);
  return { mailerOf, actions: mailActions(deps.sealer, mailerOf) };
}
