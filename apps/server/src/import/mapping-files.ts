import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { mappingFault, parseMapping, type Mapping } from './mapping.ts';

const folder = fileURLToPath(new URL('mappings/', import.meta.url));
/** Tried last, since its names are the most general. */
const lastResort = 'generic';

async function readMappingFile(path: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw mappingFault(`The mapping ${path} cannot be read.`, '', 'cannot be read', error);
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw mappingFault(`The mapping ${path} is no YAML: ${detail}`, '', 'is no YAML', error);
  }
  return parseMapping(value, path);
}

/** The names of the mappings that come with Barrow, in the order in which a header is tried on them. */
export async function mappingNames(): Promise<string[]> {
  const names = (await readdir(folder)).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));
  return [...names.filter((name) => name !== lastResort).toSorted(), ...names.filter((name) => name === lastResort)];
}

/** A mapping that comes with Barrow by its name, or the one in a file. Throws IMPORT_MAPPING. */
export async function loadMapping(nameOrFile: string): Promise<Mapping> {
  const names = await mappingNames();
  if (names.includes(nameOrFile)) return readMappingFile(`${folder}${nameOrFile}.yaml`);
  if (/[./\\]/.test(nameOrFile)) return readMappingFile(nameOrFile);
  throw mappingFault(
    `There is no mapping ${nameOrFile}. Give a file, or one of: ${names.join(', ')}.`,
    '',
    `${nameOrFile} is unknown`,
  );
}

/** Every mapping that comes with Barrow. */
export async function builtInMappings(): Promise<Mapping[]> {
  return Promise.all((await mappingNames()).map((name) => readMappingFile(`${folder}${name}.yaml`)));
}
