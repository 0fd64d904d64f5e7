import { unreachable } from '@barrow/kernel';
import type { EmailTarget, HttpTarget, OrderTransport } from './transport.ts';

/** One transport for every kind of target. Without a mailer an e-mail target asks for a retry: settings may follow. */
export function createOrderTransport(transports: {
  readonly http: OrderTransport<HttpTarget>;
  readonly email: OrderTransport<EmailTarget> | undefined;
}): OrderTransport {
  return {
    async send(message, options) {
      const { target } = options;
      switch (target.kind) {
        case 'http':
          return transports.http.send(message, { ...options, target });
        case 'email':
          if (transports.email === undefined)
            return {
              outcome: 'retry',
              reason: 'No mail server is set up: enter one in the settings, or set BARROW_SMTP_URL',
            };
          return transports.email.send(message, { ...options, target });
        default:
          return unreachable(target);
      }
    },
  };
}
