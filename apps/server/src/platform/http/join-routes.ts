import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { currency, name, timeZone } from '@barrow/contracts';
import { isTimeZone } from '@barrow/kernel';
import { fault } from '../fault.ts';
import { compileSchema } from '../schema.ts';

const password = Type.String({ minLength: 10, maxLength: 128 });
const AcceptInvitation = compileSchema(
  Type.Object({ token: Type.String({ minLength: 20, maxLength: 200 }), password }, { additionalProperties: false }),
);
const CreateCompany = compileSchema(
  Type.Object(
    {
      name: name(),
      currency: currency(),
      timeZone: timeZone(),
      owner: Type.Object(
        { name: name(), email: Type.String({ format: 'email', maxLength: 200 }), password },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
);

/** What people who are not members yet need. */
export type JoinFace = {
  acceptInvitation(token: string, password: string): Promise<{ email: string; existed: boolean }>;
  createOrganisation(
    organisation: { name: string; currency: string; timeZone: string },
    members: readonly { name: string; email: string; password: string; role: 'owner' }[],
  ): Promise<string>;
  organisations(): Promise<{ orgId: string; demo: boolean }[]>;
  /** The demo's people, when there is a demo. */
  demo(): Promise<{ demo: boolean; people: readonly { email: string; role: string }[] }>;
};

const strict = { config: { rateLimit: { max: 20, timeWindow: 60_000 } } };

/** Routes for people without a session: what the sign-in page shows, accepting an invitation, and the first company of an installation. */
export function addJoinRoutes(server: FastifyInstance, face: JoinFace): void {
  server.get('/api/demo', async () => {
    const organisations = await face.organisations();
    return { ...(await face.demo()), needsCompany: organisations.every((one) => one.demo) };
  });
  server.post('/api/invitations/accept', strict, async (request) => {
    const input = AcceptInvitation.parse(request.body);
    return face.acceptInvitation(input.token, input.password);
  });
  server.post('/api/company', strict, async (request) => {
    const input = CreateCompany.parse(request.body);
    if (!isTimeZone(input.timeZone)) {
      throw fault('unprocessable', 'INPUT_INVALID', `/timeZone is no IANA time zone: ${input.timeZone}.`, [
        { pointer: '/timeZone', detail: 'is no IANA time zone' },
      ]);
    }
    if ((await face.organisations()).some((one) => !one.demo)) {
      throw fault(
        'forbidden',
        'NOT_ALLOWED',
        'This installation has its company already. Ask its owner for an invitation.',
      );
    }
    const orgId = await face.createOrganisation(input, [{ ...input.owner, role: 'owner' }]);
    return { orgId };
  });
}
