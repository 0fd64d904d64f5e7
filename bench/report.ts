/** A figure to compare with, measured in the same run. */
export type Comparison = { readonly name: string; readonly value: number };

export type Measurement = {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** Someone else's system doing the same. */
  readonly peer?: Comparison;
  /** What the machine or the database could do at most. */
  readonly limit?: Comparison;
};

/** The one document that every benchmark prints with --json. */
export type BenchmarkReport = { readonly name: string; readonly results: readonly Measurement[] };

/** Four significant digits: more would pretend. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function cells({ metric, value, unit, peer, limit }: Measurement): string[] {
  const compared = [peer, limit].map((one) =>
    one === undefined ? '' : `${one.value} (${rounded(value / one.value)} x)`,
  );
  return [metric, String(value), unit, ...compared];
}

/** The report as a table, with what peers and limits are, and the notes, below it. */
export function tableOf(report: BenchmarkReport, notes: readonly string[]): string {
  const rows = [['metric', 'value', 'unit', 'peer', 'limit'], ...report.results.map(cells)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const legends = report.results.flatMap(({ metric, peer, limit }) => [
    ...(peer === undefined ? [] : [`peer of ${metric}: ${peer.name}`]),
    ...(limit === undefined ? [] : [`limit of ${metric}: ${limit.name}`]),
  ]);
  return `${[`bench ${report.name}`, '', ...lines, '', ...legends, ...notes].join('\n')}\n`;
}
