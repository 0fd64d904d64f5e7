import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What of identity the routes need: a web-standard handler, and whose organisations a session may enter. */
export type SignInFace = {
  readonly signIn: { handler(request: Request): Promise<Response> };
  readonly authenticator: {
    memberships(
      cookie: string,
    ): Promise<{ personId: string; email: string; organisations: { orgId: string; name: string; role: string }[] }>;
  };
  /** Before a change of the way in; what it answers notes the change. */
  readonly noteSecurity: (path: string, cookie: string) => Promise<(() => Promise<void>) | undefined>;
};

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else if (value !== undefined) for (const one of value) headers.append(name, one);
  }
  headers.set('x-forwarded-for', request.ip);
  return headers;
}

async function relay(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(response.body === null ? null : Buffer.from(await response.arrayBuffer()));
}

/** Sign-in, sign-out, password, passkey and second factor at /api/auth/*; and /api/session, the organisations a session may enter. */
export function addSignInRoutes(
  server: FastifyInstance,
  face: SignInFace,
  refuseForeignOrigin: (request: FastifyRequest) => void,
): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => {
      refuseForeignOrigin(request);
      const url = new URL(request.url, `${request.protocol}://${request.host}`);
      const withBody = request.method === 'POST';
      const note = withBody ? await face.noteSecurity(url.pathname, request.headers.cookie ?? '') : undefined;
      const response = await face.signIn.handler(
        new Request(url, {
          method: request.method,
          headers: headersOf(request),
          ...(withBody ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      );
      if (response.ok) await note?.();
      return relay(response, reply);
    },
  });
  server.get('/api/session', async (request) => face.authenticator.memberships(request.headers.cookie ?? ''));
}
