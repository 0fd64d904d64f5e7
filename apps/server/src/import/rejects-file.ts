import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { fault } from '../platform/fault.ts';
import type { RejectedLine } from './judge-line.ts';

export type RejectsFile = {
  /** The first line: number, reason, detail, then the columns of the file, so that what was mended can be imported again. */
  begin(header: readonly string[]): void;
  add(rejected: RejectedLine, fields: readonly string[]): Promise<void> | undefined;
  close(): Promise<void>;
};

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

const row = (fields: readonly string[]): string => `${fields.map(quote).join(',')}\n`;

async function open(path: string): Promise<WriteStream> {
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
  } catch (error) {
    throw fault(
      'invalid',
      'IMPORT_FILE',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      [],
      error,
    );
  }
  return file;
}

/** Writes rejected lines to a CSV file, or nowhere when there is no path. Throws IMPORT_FILE when it cannot be made. */
export async function openRejectsFile(path: string | undefined): Promise<RejectsFile> {
  if (path === undefined) return { begin: () => undefined, add: () => undefined, close: () => Promise.resolve() };
  const file = await open(path);
  return {
    begin: (header) => void file.write(row(['rejected_line', 'rejected_reason', 'rejected_detail', ...header])),
    add({ line, reason, detail }, fields) {
      return file.write(row([String(line), reason, detail, ...fields]))
        ? undefined
        : once(file, 'drain').then(() => undefined);
    },
    async close() {
      file.end();
      await once(file, 'finish');
    },
  };
}
