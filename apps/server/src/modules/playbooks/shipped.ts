import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Manifest, ParameterSchema } from '@barrow/playbook';
import { parse } from 'yaml';
import { fault } from '../../platform/fault.ts';
import { compileSchema } from '../../platform/schema.ts';

/** A playbook as its folder has it. */
export type Playbook = {
  readonly manifest: Manifest;
  readonly questions: ParameterSchema;
  /** What it does, for people, in Markdown. */
  readonly story: string;
  readonly workflows: readonly { readonly file: string; readonly source: string }[];
};

const folder = fileURLToPath(new URL('../../../../../playbooks/', import.meta.url));
const manifest = compileSchema(Manifest);
const questions = compileSchema(ParameterSchema);

/** The playbooks that come with the server, by name. Throws when a folder is not what it should be: then the release is broken. */
export async function readShipped(): Promise<ReadonlyMap<string, Playbook>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => readPlaybook(entry.name)),
  );
  return new Map(found.toSorted(byTitle).map((one) => [one.manifest.name, one]));
}

function byTitle(a: Playbook, b: Playbook): number {
  return a.manifest.title < b.manifest.title ? -1 : 1;
}

async function readPlaybook(name: string): Promise<Playbook> {
  const read = (file: string): Promise<string> => readFile(`${folder}${name}/${file}`, 'utf8');
  const about = manifest.parse(parse(await read('playbook.yaml')));
  if (about.name !== name) throw new Error(`playbooks/${name}/playbook.yaml says that its name is ${about.name}`);
  const asked: unknown = JSON.parse(await read('parameters.schema.json'));
  return {
    manifest: about,
    questions: questions.parse(asked),
    story: await read('story.md'),
    workflows: await Promise.all(about.workflows.map(async (file) => ({ file, source: await read(file) }))),
  };
}

let shipped: Promise<ReadonlyMap<string, Playbook>> | undefined;

/** Read once, when first asked for. */
export function shippedPlaybooks(): Promise<ReadonlyMap<string, Playbook>> {
  shipped ??= readShipped();
  return shipped;
}

export async function shippedPlaybook(name: string): Promise<Playbook> {
  const all = await shippedPlaybooks();
  const one = all.get(name);
  if (one === undefined)
    throw fault(
      'not-found',
      'PLAYBOOK_UNKNOWN',
      `There is no playbook ${name}; there are ${[...all.keys()].join(', ')}.`,
    );
  return one;
}
