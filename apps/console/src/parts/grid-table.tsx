import type { ReactNode } from 'react';

export type Column<T> = {
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  readonly right?: boolean;
  /** On a phone the cell stands without its header: for names and actions. */
  readonly bare?: boolean;
  /** On a phone the cell takes the room of two. */
  readonly wide?: boolean;
};

function classOf({ right, wide }: { readonly right?: boolean; readonly wide?: boolean }): string | undefined {
  const names = [...(right === true ? ['right'] : []), ...(wide === true ? ['wide'] : [])];
  return names.length === 0 ? undefined : names.join(' ');
}

/**
 * A table whose rows become cards on a phone. Roles are written out because changing `display` would take the table's meaning
 * from screen readers.
 */
export function GridTable<T>({
  label,
  columns,
  rows,
  keyOf,
  rowClass,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly rowClass?: (row: T) => string | undefined;
}) {
  return (
    <div className="scroll-x">
      <table className="grid-table" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <th key={index} role="columnheader" scope="col" className={column.right === true ? 'right' : undefined}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" className={rowClass?.(row)}>
              {columns.map((column, index) => (
                <td
                  key={index}
                  role="cell"
                  className={classOf(column)}
                  data-label={column.bare === true ? undefined : column.header}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
