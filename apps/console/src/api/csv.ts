import { newId } from './new-id.ts';
import { organisationHeader } from './organisation-choice.ts';
import { ConnectionError, problemFrom } from './problem.ts';

export type CsvReport = {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly { readonly line: number; readonly column: string | null; readonly problem: string }[];
};

/** Uploads may take long: thousands of lines are stored one chunk after the other. */
const timeoutMs = 180_000;

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch(
    (error: unknown) => {
      throw new ConnectionError(error);
    },
  );
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw problemFrom(response.status, body);
}

/** Fetches a table and hands it to the browser as a file. Asked for with fetch, since a link cannot name the organisation. */
export async function downloadCsv(table: string): Promise<void> {
  const response = await ask(`/${table}.csv`, { headers: organisationHeader() });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `${table}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}

/** Sends a file. Good lines are stored, bad ones come back in the report. */
export async function uploadCsv(table: string, file: File): Promise<CsvReport> {
  const response = await ask(`/${table}.csv`, {
    method: 'POST',
    headers: { ...organisationHeader(), 'content-type': 'text/csv', 'idempotency-key': newId() },
    body: file,
  });
  return (await response.json()) as CsvReport;
}
