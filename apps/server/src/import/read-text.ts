import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@barrow/kernel';
import { fault } from '../platform/fault.ts';

export type TextFile = {
  readonly sizeBytes: number;
  /** The text in pieces, once. Bytes that are no text in the encoding come as U+FFFD. Throws IMPORT_FILE. */
  pieces(encoding: string): AsyncGenerator<string>;
  /** Bytes read from the file so far. */
  bytesRead(): number;
  /** SHA-256 of the bytes read. */
  hash(): Buffer;
};

const pieceBytes = 256 * 1024;

function fileFault(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why =
    code === 'ENOENT'
      ? 'There is no such file.'
      : code === 'EISDIR'
        ? 'It is a folder.'
        : code.startsWith('Z_') || code.startsWith('ERR_ZLIB')
          ? 'Its gzip data is damaged or cut off: nothing was stored. Fetch the file again.'
          : error instanceof Error
            ? error.message
            : String(error);
  return fault('invalid', 'IMPORT_FILE', `${path} cannot be read. ${why}`, [], error);
}

/** Opens a text file, gzipped or not (told by its first bytes). Throws IMPORT_FILE when it is not there. */
export async function openTextFile(path: string): Promise<TextFile> {
  let sizeBytes: number;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw fault('invalid', 'IMPORT_FILE', `${path} cannot be read. It is a folder.`);
    sizeBytes = found.size;
  } catch (error) {
    throw fileFault(path, error);
  }
  const digest = createHash('sha256');
  let bytes = 0;

  async function* raw(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      if (!Buffer.isBuffer(piece)) throw new Error('a stream of bytes gave text');
      digest.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }

  /** The content, unpacked when the file begins as gzip does. */
  async function* unpacked(): AsyncGenerator<Uint8Array> {
    const source = raw();
    const first = await source.next();
    if (first.done === true) return;
    const whole = async function* (): AsyncGenerator<Buffer> {
      yield first.value;
      yield* source;
    };
    if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
      yield* whole();
      return;
    }
    const gunzip = createGunzip({ chunkSize: pieceBytes });
    const input = Readable.from(whole());
    input.on('error', (error) => gunzip.destroy(error));
    try {
      for await (const piece of input.pipe(gunzip)) {
        if (!Buffer.isBuffer(piece)) throw new Error('a stream of bytes gave text');
        yield piece;
      }
    } finally {
      input.destroy();
      gunzip.destroy();
    }
  }

  return {
    sizeBytes,
    bytesRead: () => bytes,
    hash: () => digest.copy().digest(),
    async *pieces(encoding) {
      const decoder = new TextDecoder(encoding);
      try {
        for await (const piece of unpacked()) {
          const text = decoder.decode(piece, { stream: true });
          if (text !== '') yield text;
        }
      } catch (error) {
        throw fileFault(path, error);
      }
      const rest = decoder.decode();
      if (rest !== '') yield rest;
    },
  };
}
