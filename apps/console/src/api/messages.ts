export const text = {
  noConnection: 'The server cannot be reached. Check the connection and try again.',
  refused: (status: number) => `The server answered ${status} without a reason.`,
  check: (fields: readonly string[]) => `Please check: ${fields.join('; ')}.`,
  fieldOfLine: (field: string, line: number) => `${field} (line ${line})`,
  internal: (traceId: string) =>
    `Something went wrong on the server. Its log knows more under the trace id ${traceId}.`,
};
