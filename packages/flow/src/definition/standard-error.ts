/** The errors that the language knows by itself, with their default status and a title for people. */
export const standardErrors = {
  configuration: { status: 400, title: 'Configuration Error' },
  validation: { status: 400, title: 'Validation Error' },
  expression: { status: 400, title: 'Expression Error' },
  authentication: { status: 401, title: 'Authentication Error' },
  authorization: { status: 403, title: 'Authorization Error' },
  timeout: { status: 408, title: 'Timeout' },
  communication: { status: 500, title: 'Communication Error' },
  runtime: { status: 500, title: 'Runtime Error' },
} as const;

export type StandardErrorKind = keyof typeof standardErrors;

const typeBase = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

/** Both hosts, with the paths that documents of any age use. */
const anyStandardType =
  /^https?:\/\/(?:www\.)?(?:open-workflow-specification\.org|serverlessworkflow\.io)\/(?:spec\/\d+\.\d+\.\d+\/errors|dsl\/errors\/types|errors)\/([a-z]+)$/;

/** The type URI that we write. */
export function standardErrorType(kind: StandardErrorKind): string {
  return typeBase + kind;
}

/** The standard error that a type URI means, under either host; null for every other type. */
export function standardErrorKindOf(type: string): StandardErrorKind | null {
  const kind = anyStandardType.exec(type)?.[1];
  return kind !== undefined && isStandardErrorKind(kind) ? kind : null;
}

/** True for types that mean the same error: standard types by their kind, all others letter by letter. */
export function isSameErrorType(one: string, other: string): boolean {
  if (one === other) return true;
  const kind = standardErrorKindOf(one);
  return kind !== null && kind === standardErrorKindOf(other);
}

function isStandardErrorKind(kind: string): kind is StandardErrorKind {
  return Object.hasOwn(standardErrors, kind);
}
