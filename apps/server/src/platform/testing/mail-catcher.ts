import { SMTPServer } from 'smtp-server';

export type CaughtMail = { readonly from: string; readonly to: readonly string[]; readonly source: Buffer };

export type MailCatcher = {
  readonly url: string;
  readonly mails: CaughtMail[];
  /** Decides what happens to mails from now on: answers by status code, `hang` never answers. By default all are taken. */
  behave(next: { recipient?: (address: string) => number; data?: number | 'hang'; login?: number }): void;
  close(): Promise<void>;
};

/** A real SMTP server on this machine, for tests, which keeps what it takes in memory. With `user`, it asks for a sign-in. */
export async function startMailCatcher(
  options: { readonly user?: string; readonly password?: string } = {},
): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  let behaviour: Parameters<MailCatcher['behave']>[0] = {};
  const answer = (status: number | undefined) =>
    status === undefined || status < 300
      ? null
      : Object.assign(new Error('as told by the test'), { responseCode: status });
  const server = new SMTPServer({
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    disabledCommands: options.user === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, callback) {
      const known = auth.username === options.user && auth.password === options.password;
      const refused = answer(behaviour.login ?? (known ? undefined : 535));
      if (refused === null) callback(null, { user: auth.username ?? '' });
      else callback(refused);
    },
    onRcptTo: (address, _session, callback) => callback(answer(behaviour.recipient?.(address.address))),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (behaviour.data === 'hang') return;
        const refused = answer(behaviour.data);
        if (refused === null) {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          mails.push({ from, to: rcptTo.map(({ address }) => address), source: Buffer.concat(chunks) });
        }
        callback(refused);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const credentials =
    options.user === undefined
      ? ''
      : `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password ?? '')}@`;
  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    mails,
    behave: (next) => (behaviour = next),
    close: () => {
      for (const connection of server.connections) connection.close();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
