import { isIP } from 'node:net';
import { refusal } from '@barrow/kernel';
import type { Sealer } from '../../platform/crypto.ts';
import type { Egress } from '../../platform/egress.ts';
import { createMailer, senderAddress, type Mailer, type MailerOf } from '../../platform/mail.ts';
import type { Database } from '../../platform/postgres.ts';
import { openServer } from './settings.ts';

export type MailersDeps = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly egress: Pick<Egress, 'addressOf'>;
  /** The installation's, for organisations without a server of their own. */
  readonly fallback: Mailer | undefined;
};

/**
 * An organisation's own mail server is typed in by somebody: its name is checked as every outside address is, and the connection goes to
 * exactly the address that was checked, with the name for the certificate.
 */
export function createMailers({ database, sealer, egress, fallback }: MailersDeps): MailerOf {
  return async (orgId) => {
    const own = await database.transaction(orgId, (tx) => openServer(tx, sealer), { readOnly: true });
    if (own === undefined) return fallback;
    const { server, sender } = own;
    if (server === 'unreadable') return unable(senderAddress(sender), unreadable);
    return {
      fromAddress: senderAddress(sender),
      async send(mail, options) {
        const host = isIP(server.host) === 6 ? `[${server.host}]` : server.host;
        const address = await egress.addressOf(`https://${host}:${server.port}`);
        if (!address.ok) {
          const isForbidden = address.reason === 'address-not-allowed';
          const message = isForbidden
            ? `The mail server ${server.host}:${server.port} is on a private network: an operator may allow it (BARROW_EGRESS_ALLOW)`
            : address.detail.message;
          return refusal('temporary', { message });
        }
        return createMailer({ server: { ...server, address: address.value.address }, from: sender }).send(
          mail,
          options,
        );
      },
    };
  };
}

const unreadable =
  'The password of the mail server was sealed with another BARROW_SECRET: enter it again in the settings';

/** Sends nothing and says why; the same mail may go through once somebody has mended it. */
function unable(fromAddress: string, message: string): Mailer {
  return { fromAddress, send: () => Promise.resolve(refusal('temporary', { message })) };
}
