import { unreachable } from '@barrow/kernel';
import type { EmailTarget, HttpTarget, OrderTransport } from './transport.ts';

/** One transport for every kind of target. */
export function createOrderTransport(transports: {
  readonly http: OrderTransport<HttpTarget>;
  readonly email: OrderTransport<EmailTarget>;
}): OrderTransport {
  return {
    async send(message, options) {
      const { target } = options;
      switch (target.kind) {
        case 'http':
          return transports.http.send(message, { ...options, target });
        case 'email':
          return transports.email.send(message, { ...options, target });
        default:
          return unreachable(target);
      }
    },
  };
}
