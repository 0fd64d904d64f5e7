import { isIP } from 'node:net';
import { AppError, refusal, success, type Outcome } from '@barrow/kernel';
import { createTransport, type SMTPTransportOptions } from 'nodemailer';

/** A mail server. `address`, where the host's was checked before, is what is connected to; the host is then for the certificate only. */
export type SmtpServer = {
  readonly host: string;
  readonly address?: string;
  readonly port: number;
  /** Encrypted from the first byte. */
  readonly secure: boolean;
  /** Encrypted before anything of worth is said, or not at all. */
  readonly requireTls: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
};

/** `smtp://user:password@host:587`, `smtps://host:465`: the operator's setting, whose host is not checked; or a server that was checked. */
export type MailerOptions = ({ readonly smtpUrl: string } | { readonly server: SmtpServer }) & {
  /** `Name <address>` or an address. */
  readonly from: string;
  /** For one message, connecting included. */
  readonly timeoutMs?: number;
};

export type MailAttachment = { readonly filename: string; readonly contentType: string; readonly content: string };

export type Mail = {
  /** One plain address each. */
  readonly to: readonly string[];
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly MailAttachment[];
  /** `<left@right>`; the same for every attempt at the same mail, so that a repeat is recognisable. Made up when absent. */
  readonly messageId?: string;
};

export type MailSent = {
  readonly messageId: string;
  /** Addresses that the server would not take, while it took at least one other. */
  readonly rejected: readonly string[];
};

/** `temporary`: the same mail may go through later. `permanent`: this mail to these addresses will not. */
export type MailRefusal = 'temporary' | 'permanent';
export type MailOutcome = Outcome<MailSent, MailRefusal, { readonly message: string }>;

export type Mailer = {
  /** The address that mails come from. */
  readonly fromAddress: string;
  /** Sends once. Never throws for what the mail server does. A `temporary` outcome after a lost connection may have been sent. */
  readonly send: (mail: Mail, options?: { readonly timeoutMs?: number }) => Promise<MailOutcome>;
};

/** Who sends the mails of an organisation; undefined where there is no mail server for it. */
export type MailerOf = (orgId: string) => Promise<Mailer | undefined>;

const defaultTimeoutMs = 30_000;
const addressPattern = /^[^\s<>(),;:"@\\[\]]+@[^\s<>(),;:"@\\[\]]+$/;

/** True for one plain address, without a name, comments or a list. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && addressPattern.test(text);
}

/** The address in `Name <address>`, or the text itself. */
export function senderAddress(sender: string): string {
  return /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender.trim();
}

/** True for `Name <address>` or an address, on one line. */
export function isSender(text: string): boolean {
  return !/[\r\n]/.test(text) && isMailAddress(senderAddress(text));
}

/**
 * A mailer over one SMTP server; a connection a message. A password is only sent over TLS, unless the server is on this machine.
 * Throws CONFIG_INVALID when URL or sender make no sense, without showing the URL, which holds a password.
 */
export function createMailer(options: MailerOptions): Mailer {
  const server = 'server' in options ? options.server : parseSmtpUrl(options.smtpUrl);
  const fromAddress = senderAddress(options.from);
  if (!isMailAddress(fromAddress))
    throw invalid('The sender of mails is no address: write "Name <address@example.com>"');
  const limitMs = options.timeoutMs ?? defaultTimeoutMs;
  const settings: SMTPTransportOptions = {
    host: server.address ?? server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    ...(server.auth === undefined ? {} : { auth: server.auth }),
    ...(server.address === undefined || isIP(server.host) !== 0 ? {} : { tls: { servername: server.host } }),
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = createTransport(settings);
  return {
    fromAddress,
    async send(mail, { timeoutMs = limitMs } = {}) {
      const wrong = mail.to.find((address) => !isMailAddress(address));
      if (mail.to.length === 0 || wrong !== undefined) {
        return refusal('permanent', {
          message: wrong === undefined ? 'There is no address' : `"${wrong}" is no mail address`,
        });
      }
      const signal = AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, limitMs)));
      try {
        const info = await transport.sendMail({
          from: options.from,
          to: mail.to.map((address) => ({ name: '', address })),
          ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: mail.replyTo } }),
          subject: mail.subject,
          text: mail.text,
          attachments: (mail.attachments ?? []).map((attachment) => ({ ...attachment })),
          ...(mail.messageId === undefined ? {} : { messageId: mail.messageId }),
          signal,
        });
        return success({ messageId: info.messageId, rejected: info.rejected });
      } catch (error) {
        if (signal.aborted) return refusal('temporary', { message: 'The mail server did not finish in time' });
        return describe(error);
      }
    },
  };
}

function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw invalid('The mail server is no smtp:// or smtps:// URL');
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHere = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const auth = url.username === '' ? undefined : { user: decode(url.username), pass: decode(url.password) };
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(auth === undefined ? {} : { auth }),
    requireTls: auth !== undefined && !secure && !isHere,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalid(message: string): AppError {
  return new AppError({ category: 'invalid', code: 'CONFIG_INVALID', message });
}

/**
 * 5yz answers are permanent (RFC 5321, 4.2.1), except 503, which is about the order of commands, and those to a sign-in: a wrong
 * password is the operator's to mend and says nothing about the mail. Without an answer nothing is known, so it is temporary.
 */
function describe(error: unknown): MailOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const answer = error instanceof Error && 'response' in error ? String(error.response).slice(0, 300) : '';
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return refusal('temporary', { message: 'The mail server does not accept our sign-in: check the mail settings' });
  }
  if (status >= 500 && status < 600 && status !== 503 && !someRecipientMayComeLater(error)) {
    return refusal('permanent', { message: `The mail server refused the mail: ${answer}` });
  }
  if (status >= 400) return refusal('temporary', { message: `The mail server could not take the mail now: ${answer}` });
  return refusal('temporary', { message: `The mail server could not be reached${code === '' ? '' : ` (${code})`}` });
}

/** When no recipient was taken, the error's own code is one of theirs; one 4yz among them makes another attempt worth it. */
function someRecipientMayComeLater(error: unknown): boolean {
  const each: unknown = error instanceof Error && 'rejectedErrors' in error ? error.rejectedErrors : undefined;
  if (!Array.isArray(each)) return false;
  return each.some((one: unknown) => {
    const status = one instanceof Error && 'responseCode' in one ? Number(one.responseCode) : 0;
    return status >= 400 && status < 500;
  });
}
