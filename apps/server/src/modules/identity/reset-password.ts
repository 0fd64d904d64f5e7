import { randomInt } from 'node:crypto';
import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Authenticator } from './authenticate.ts';
import type { People } from './people.ts';

/** Letters and digits that nobody takes for another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password that can be read out over the telephone: 16 characters in four groups, 79 random bits. */
function newPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/** For someone who lost theirs. Not for people of several organisations: a password opens all of them, and this owner speaks for one. */
export function resetPasswordAction(authenticator: Authenticator, people: People): RegisteredAction {
  return action({
    name: 'identity.member.reset-password',
    version: '1.0.0',
    summary: 'Give a member a new password, shown this once, and end their sessions',
    description:
      'For a member who lost theirs; they should change it after signing in. Refused for people who are members of another organisation too: the password is not this organisation’s to change.',
    effect: 'write',
    permission: 'member.manage',
    route: 'POST /members/:personId/reset-password',
    touches: 'all',
    secretOutput: true,
    input: Type.Object({ personId: uuid() }, { additionalProperties: false }),
    output: Type.Object({ personId: uuid(), email: Type.String(), password: Type.String() }),
    async run(ctx, { personId }) {
      const member = await ctx.tx.row<{ person_id: string; email: string }>(
        'select person_id, email from identity.member where org_id = $1 and person_id = $2 for update',
        [ctx.tx.orgId, personId],
      );
      if (member === undefined) throw fault('not-found', 'MEMBER_UNKNOWN', `There is no member ${personId}.`);
      const elsewhere = await ctx.tx.row(
        'select org_id from identity.grants_of_person($2) where org_id <> $1 limit 1',
        [ctx.tx.orgId, personId],
      );
      if (elsewhere !== undefined)
        throw fault(
          'conflict',
          'MEMBER_ELSEWHERE',
          `${member.email} is a member of another organisation too: only they can change their password.`,
        );
      const password = newPassword();
      ctx.audit({ subjectId: member.person_id, after: { passwordReset: true } });
      ctx.tx.afterCommit(() => authenticator.forget());
      await people.setPassword(member.person_id, password);
      return { personId: member.person_id, email: member.email, password };
    },
  });
}
