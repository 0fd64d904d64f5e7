import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { JsonReader, type ExactValue } from '@barrow/jq';
import { codeOf, waitMs } from './output.ts';

const chunkBytes = 65_536;

/** A file that cannot be read: told, and the next one is read. */
export class UnreadableFile extends Error {}

/** The texts of files one after the other, piece by piece; standard input when there are none. */
class TextSource {
  readonly #files: string[];
  #descriptor: number | null = null;
  #decoder = new StringDecoder('utf8');
  #buffer = Buffer.alloc(chunkBytes);
  /** Of the file that is being read; null for standard input. */
  name: string | null = null;

  constructor(files: readonly string[]) {
    this.#files = [...files];
    if (files.length === 0) this.#descriptor = 0;
  }

  /** The next piece; undefined at the end of the last file. */
  next(): string | undefined {
    for (;;) {
      if (this.#descriptor === null) {
        const file = this.#files.shift();
        if (file === undefined) return undefined;
        this.#open(file);
        continue;
      }
      const length = this.#read(this.#descriptor);
      if (length > 0) return this.#decoder.write(this.#buffer.subarray(0, length));
      const rest = this.#decoder.end();
      if (this.#descriptor !== 0) closeSync(this.#descriptor);
      this.#descriptor = null;
      this.#decoder = new StringDecoder('utf8');
      if (rest !== '') return rest;
    }
  }

  #open(file: string): void {
    try {
      this.#descriptor = openSync(file, 'r');
      this.name = file;
    } catch (error) {
      throw new UnreadableFile(`Could not open ${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #read(descriptor: number): number {
    for (;;) {
      try {
        return readSync(descriptor, this.#buffer, 0, chunkBytes, null);
      } catch (error) {
        if (codeOf(error) === 'EOF') return 0;
        if (codeOf(error) === 'EISDIR') throw new UnreadableFile(`Could not read ${this.name ?? ''}: is a directory`);
        if (codeOf(error) !== 'EAGAIN') throw error;
        waitMs(5);
      }
    }
  }
}

/** What a program reads: one value after the other, never more of a text in memory than the value that is read. */
export type Inputs = {
  readonly next: () => ExactValue | undefined;
  readonly filename: () => string | null;
  /** Line breaks read so far. */
  readonly line: () => number;
};

export function jsonInputs(files: readonly string[]): Inputs {
  const source = new TextSource(files);
  const splitter = new ValueSplitter();
  let reader: JsonReader | null = null;
  let ended = false;
  let line = 0;
  const next = (): ExactValue | undefined => {
    for (;;) {
      const value = reader?.next();
      if (value !== undefined) return value;
      if (ended) return undefined;
      const piece = source.next();
      ended = piece === undefined;
      const text = piece === undefined ? splitter.rest() : splitter.add(piece);
      reader = new JsonReader(text, true, line + 1);
      line += text.split('\n').length - 1;
    }
  };
  return { next, filename: () => source.name, line: () => line };
}

/** Cuts a text at line breaks outside of all values. */
class ValueSplitter {
  #kept: string[] = [];
  #depth = 0;
  #inString = false;
  #afterBackslash = false;

  /** The part up to the last such line break; empty when the piece has none. */
  add(piece: string): string {
    let cut = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const unit = piece.charCodeAt(at);
      if (this.#inString) {
        if (this.#afterBackslash) this.#afterBackslash = false;
        else if (unit === 0x5c) this.#afterBackslash = true;
        else if (unit === 0x22) this.#inString = false;
      } else if (unit === 0x22) this.#inString = true;
      else if (unit === 0x7b || unit === 0x5b) this.#depth += 1;
      else if (unit === 0x7d || unit === 0x5d) this.#depth -= 1;
      else if (unit === 0x0a && this.#depth <= 0) cut = at + 1;
    }
    if (cut === 0) {
      this.#kept.push(piece);
      return '';
    }
    const text = this.#kept.join('') + piece.slice(0, cut);
    this.#kept = [piece.slice(cut)];
    return text;
  }

  rest(): string {
    const text = this.#kept.join('');
    this.#kept = [];
    return text;
  }
}

/** Lines as texts, or all of it as one. */
export function rawInputs(files: readonly string[], slurp: boolean): Inputs {
  const source = new TextSource(files);
  let kept = '';
  let ended = false;
  let line = 0;
  const next = (): ExactValue | undefined => {
    for (;;) {
      const end = slurp ? -1 : kept.indexOf('\n');
      if (end !== -1) {
        const text = kept.slice(0, end);
        kept = kept.slice(end + 1);
        line += 1;
        return text;
      }
      if (ended) return undefined;
      const piece = source.next();
      if (piece !== undefined) {
        kept += piece;
        continue;
      }
      ended = true;
      if (slurp || kept !== '') return kept;
    }
  };
  return { next, filename: () => source.name, line: () => line };
}

/** All values of another as one array. */
export function slurped(inputs: Inputs): Inputs {
  let done = false;
  const next = (): ExactValue | undefined => {
    if (done) return undefined;
    done = true;
    const values: ExactValue[] = [];
    for (let value = inputs.next(); value !== undefined; value = inputs.next()) values.push(value);
    return values;
  };
  return { ...inputs, next };
}
