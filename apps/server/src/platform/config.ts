import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Convert, Default } from 'typebox/value';
import { AppError } from '@barrow/kernel';

/** Everything that may be set from outside, read once at start. Each is an environment variable of the same name. */
const Environment = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({ minLength: 1, description: 'PostgreSQL to use instead of the embedded one' }),
  ),
  BARROW_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 4700,
    description: 'Port of the server; 0 takes a free one',
  }),
  BARROW_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  BARROW_URL: Type.Optional(Type.String({ description: 'The address people use, when a proxy stands in front' })),
  BARROW_DATA: Type.String({ default: '.barrow/data', description: 'Folder of the embedded database and of secrets' }),
  BARROW_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description: 'Key for sessions and secrets; made and kept in the data folder when absent',
    }),
  ),
  BARROW_LOG: Type.Union(
    [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
    { default: 'info' },
  ),
  BARROW_POOL: Type.Integer({
    minimum: 2,
    maximum: 200,
    default: 16,
    description: 'Database connections of this process',
  }),
  BARROW_BODY_LIMIT: Type.Integer({
    minimum: 1024,
    maximum: 64_000_000,
    default: 4_000_000,
    description: 'Largest request body in bytes',
  }),
  BARROW_RATE_LIMIT: Type.Integer({
    minimum: 1,
    default: 6000,
    description: 'Requests a minute for one person or key',
  }),
  BARROW_SMTP_URL: Type.Optional(Type.String({ description: 'Mail server, such as smtp://user:password@host:587' })),
  BARROW_MAIL_FROM: Type.String({ default: 'Barrow <barrow@localhost>' }),
  BARROW_EGRESS_ALLOW: Type.String({
    default: '',
    description: 'host:port pairs on private networks that may be called, comma separated',
  }),
  BARROW_WORKFLOWS: Type.Boolean({
    default: true,
    description: 'Whether this process works on workflow runs; one that does not still starts them for others',
  }),
  BARROW_WORKFLOW_RETENTION_DAYS: Type.Integer({
    minimum: 1,
    maximum: 36_500,
    default: 400,
    description: 'How long runs that have ended are kept, with their history',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      description: 'OpenTelemetry collector (OTLP over HTTP) that gets traces, such as http://127.0.0.1:4318',
    }),
  ),
  BARROW_TRUST_PROXY: Type.Boolean({ default: false }),
});

export type Config = Static<typeof Environment>;

const validator = Compile(Environment);

/** Parses the environment. Throws CONFIG_INVALID that names each wrong variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const known: Record<string, string> = {};
  for (const key of Object.keys(Environment.properties)) {
    const value = environment[key];
    if (value !== undefined && value !== '') known[key] = value;
  }
  const converted = Default(Environment, Convert(Environment, known));
  if (validator.Check(converted)) return converted;
  const problems = [...validator.Errors(converted)].map((error) => ({
    pointer: error.instancePath,
    detail: error.message,
  }));
  throw new AppError({
    category: 'invalid',
    code: 'CONFIG_INVALID',
    message: `The environment is wrong: ${problems.map((p) => `${p.pointer.slice(1)} ${p.detail}`).join('; ')}`,
    problems,
  });
}
