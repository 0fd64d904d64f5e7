import { fault } from '../platform/fault.ts';
import { mappingFault, type ColumnField, type Mapping } from './mapping.ts';

/** Where the columns of a file stand. A field that the file does not have is absent. */
export type Layout = {
  readonly header: readonly string[];
  readonly positions: ReadonlyMap<ColumnField, number>;
  /** Position of a column by its name in the mapping, for conditions. */
  readonly also: ReadonlyMap<string, number>;
};

const plain = (name: string): string => name.trim().toLowerCase();

function asList(column: string | readonly string[]): readonly string[] {
  return typeof column === 'string' ? [column] : column;
}

function isColumnField(field: string, mapping: Mapping): field is ColumnField {
  return Object.hasOwn(mapping.columns, field);
}

type Attempt = { readonly layout: Layout; readonly missing: readonly { field: string; names: readonly string[] }[] };

function attempt(mapping: Mapping, header: readonly string[]): Attempt {
  const positionOf = new Map(header.map((name, position) => [plain(name), position]));
  const find = (names: readonly string[]): number | undefined => {
    const found = names.find((name) => positionOf.has(plain(name)));
    return found === undefined ? undefined : positionOf.get(plain(found));
  };
  const positions = new Map<ColumnField, number>();
  const also = new Map<string, number>();
  const missing: { field: string; names: readonly string[] }[] = [];
  for (const [field, column] of Object.entries(mapping.columns)) {
    if (!isColumnField(field, mapping)) continue;
    const position = find(asList(column));
    if (position !== undefined) positions.set(field, position);
    else if (!mapping.optionalColumns.includes(field))
      missing.push({ field: `/columns/${field}`, names: asList(column) });
  }
  for (const column of mapping.alsoColumns) {
    const names = asList(column);
    const position = find(names);
    if (position === undefined) missing.push({ field: '/alsoColumns', names });
    else for (const name of names) also.set(name, position);
  }
  return { layout: { header, positions, also }, missing };
}

/** Finds a mapping's columns in a header. Throws IMPORT_MAPPING that names each column that is missing, and what there is. */
export function bindLayout(mapping: Mapping, header: readonly string[]): Layout {
  const { layout, missing } = attempt(mapping, header);
  if (missing.length === 0) return layout;
  const wanted = missing.map(({ names }) => names.map((name) => `"${name}"`).join(' or ')).join(', ');
  const has = header
    .map((name) => `"${name.slice(0, 40)}"`)
    .join(', ')
    .slice(0, 400);
  throw fault(
    'invalid',
    'IMPORT_MAPPING',
    `The mapping ${mapping.name} wants the column ${wanted}, which the file does not have. It has ${has}.`,
    missing.map(({ field, names }) => ({ pointer: field, detail: `the file has no column ${names.join(' or ')}` })),
  );
}

/** The first mapping whose columns are all in the header. Throws IMPORT_MAPPING that says what each one misses. */
export function recogniseLayout(
  mappings: readonly Mapping[],
  header: readonly string[],
): { mapping: Mapping; layout: Layout } {
  const tried = mappings.map((mapping) => ({ mapping, ...attempt(mapping, header) }));
  const fitting = tried.find(({ missing }) => missing.length === 0);
  if (fitting !== undefined) return { mapping: fitting.mapping, layout: fitting.layout };
  const said = tried.map(
    ({ mapping, missing }) => `${mapping.name} misses ${missing.map(({ names }) => names.join(' or ')).join(', ')}`,
  );
  throw mappingFault(
    `No known mapping fits the header of this file (${said.join('; ')}). Write a mapping and give it with --mapping: see docs/import.md.`,
    '',
    'no known mapping fits the header',
  );
}
