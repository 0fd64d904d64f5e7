import { Type } from 'typebox';
import { instant } from '@barrow/contracts';
import { action, openAction, type RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { fault } from '../../platform/fault.ts';
import { isSender, type MailerOf } from '../../platform/mail.ts';
import { readSetting, saveSetting, securities } from './settings.ts';

const Setting = Type.Object({
  host: Type.String(),
  port: Type.Integer(),
  security: Type.Enum(securities),
  userName: Type.Union([Type.String(), Type.Null()]),
  sender: Type.String(),
  changedAt: instant(),
  changedBy: Type.String(),
});
const nothing = Type.Object({}, { additionalProperties: false });

export function mailActions(sealer: Sealer, mailerOf: MailerOf): readonly RegisteredAction[] {
  return [
    action({
      name: 'mail.setting.read',
      version: '1.0.0',
      summary: 'The mail server of the organisation; null when mails go by the installation’s',
      effect: 'read',
      permission: 'organisation.manage',
      route: 'GET /mail-setting',
      touches: 'all',
      input: nothing,
      output: Type.Object({ setting: Type.Union([Setting, Type.Null()]) }),
      run: async ({ tx }) => ({ setting: (await readSetting(tx)) ?? null }),
    }),
    action({
      name: 'mail.setting.save',
      version: '1.0.0',
      summary: 'Send the organisation’s mails by a mail server of its own',
      description: 'The password is kept sealed and never shown. Left out it stays, unless host or user name change.',
      effect: 'write',
      undoneBy: 'mail.setting.delete',
      permission: 'organisation.manage',
      route: 'PUT /mail-setting',
      touches: 'all',
      input: Type.Object(
        {
          host: Type.String({
            pattern: '^[A-Za-z0-9.:-]+$',
            maxLength: 253,
            description: 'Name or address, without port',
          }),
          port: Type.Integer({ minimum: 1, maximum: 65_535, description: '465 for tls, 587 for starttls, as a rule' }),
          security: Type.Enum(securities, {
            description:
              'tls: encrypted from the start; starttls: encrypted before signing in; none: without a password only',
          }),
          userName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
          sender: Type.String({
            minLength: 3,
            maxLength: 300,
            description: '`Name <address@example.com>` or an address',
          }),
        },
        { additionalProperties: false },
      ),
      output: Setting,
      async run(ctx, input) {
        if (!isSender(input.sender))
          throw fault('unprocessable', 'MAIL_INVALID', '/sender is no address: write "Name <address@example.com>".', [
            { pointer: '/sender', detail: 'is no address: write "Name <address@example.com>"' },
          ]);
        const before = await readSetting(ctx.tx);
        const after = await saveSetting(ctx.tx, sealer, { ...input, host: input.host.toLowerCase() }, ctx.actor.name);
        ctx.audit({ subjectId: 'mail', before: before ?? null, after });
        return after;
      },
    }),
    action({
      name: 'mail.setting.delete',
      version: '1.0.0',
      summary: 'Send mails by the installation’s server again; the own one and its password are forgotten',
      effect: 'write',
      permission: 'organisation.manage',
      route: 'DELETE /mail-setting',
      touches: 'all',
      input: nothing,
      output: Type.Null(),
      async run(ctx) {
        const before = await readSetting(ctx.tx);
        await ctx.tx.run('delete from mail.setting where org_id = $1', [ctx.tx.orgId]);
        ctx.audit({ subjectId: 'mail', before: before ?? null, after: null });
        return null;
      },
    }),
    openAction({
      name: 'mail.setting.test',
      version: '1.0.0',
      summary: 'Send a mail to see whether mails arrive',
      effect: 'write',
      permission: 'organisation.manage',
      route: 'POST /mail-setting/test',
      touches: 'all',
      input: Type.Object({ to: Type.String({ format: 'email', maxLength: 254 }) }, { additionalProperties: false }),
      output: Type.Object({
        sent: Type.Boolean(),
        from: Type.Union([Type.String(), Type.Null()]),
        detail: Type.Union([Type.String(), Type.Null()], { description: 'Why it was not sent' }),
      }),
      async run(ctx, { to }) {
        const mailer = await mailerOf(ctx.grant.orgId);
        if (mailer === undefined)
          return { sent: false, from: null, detail: 'There is no mail server: set one here, or BARROW_SMTP_URL.' };
        const outcome = await mailer.send(
          {
            to: [to],
            subject: 'Mail from Barrow',
            text: `${ctx.actor.name} wanted to see whether mails from Barrow arrive. They do.`,
          },
          { timeoutMs: testTimeoutMs },
        );
        return { sent: outcome.ok, from: mailer.fromAddress, detail: outcome.ok ? null : outcome.detail.message };
      },
    }),
  ];
}

const testTimeoutMs = 12_000;
