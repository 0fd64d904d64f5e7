import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Sorts more records than memory holds. Keys compare by code unit; equal keys in no particular order. */
export type Spool = {
  /** Key without tab or line break, value without line break. */
  add(key: string, value: string): Promise<void> | undefined;
  /** The values in the order of their keys. May be asked for several times once all were added. */
  sorted(): AsyncGenerator<string>;
  /** Removes its temporary files. */
  close(): Promise<void>;
};

/** Sorted in memory up to this many characters; beyond, sorted runs go to temporary files and are merged. */
const defaultMemoryChars = 12_000_000;

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 128 * 1024 })) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function writeRun(path: string, records: readonly string[]): Promise<void> {
  const file = createWriteStream(path);
  for (let at = 0; at < records.length; at += 1_000) {
    if (!file.write(`${records.slice(at, at + 1_000).join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

const valueOf = (record: string): string => record.slice(record.indexOf('\t') + 1);

/** Merges sorted sequences with a binary heap of their heads. */
async function* merge(sequences: readonly AsyncGenerator<string>[]): AsyncGenerator<string> {
  const heap: { head: string; rest: AsyncGenerator<string> }[] = [];
  const sink = (from: number): void => {
    for (let at = from; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < heap.length && heap[left]!.head < heap[least]!.head) least = left;
      if (right < heap.length && heap[right]!.head < heap[least]!.head) least = right;
      if (least === at) return;
      const moved = heap[at]!;
      heap[at] = heap[least]!;
      heap[least] = moved;
      at = least;
    }
  };
  for (const rest of sequences) {
    const first = await rest.next();
    if (first.done !== true) heap.push({ head: first.value, rest });
  }
  for (let at = heap.length >> 1; at >= 0; at -= 1) sink(at);
  while (heap[0] !== undefined) {
    const [top] = heap;
    yield top.head;
    const next = await top.rest.next();
    if (next.done === true) {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) heap[0] = last;
    } else top.head = next.value;
    sink(0);
  }
}

export function createSpool(memoryChars = defaultMemoryChars): Spool {
  let records: string[] = [];
  let chars = 0;
  let inOrder = false;
  let folder: string | undefined;
  const runs: string[] = [];

  async function spill(): Promise<void> {
    folder ??= await makeTemporaryFolder();
    const path = join(folder, String(runs.length));
    const full = records.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    records = [];
    chars = 0;
    await writeRun(path, full);
    runs.push(path);
  }

  return {
    add(key, value) {
      const record = `${key}\t${value}`;
      records.push(record);
      inOrder = false;
      chars += record.length;
      return chars > memoryChars ? spill() : undefined;
    },
    async *sorted() {
      if (!inOrder) records.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      inOrder = true;
      const inMemory = async function* (): AsyncGenerator<string> {
        yield* records;
      };
      const all = runs.length === 0 ? inMemory() : merge([...runs.map(linesOf), inMemory()]);
      for await (const record of all) yield valueOf(record);
    },
    async close() {
      records = [];
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
