import type { ReactNode } from 'react';

export type Figure = { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode };

/** A strip of numbers that matter, each with its name. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map((figure) => (
        <div className="figure" key={figure.label}>
          <dt>{figure.label}</dt>
          <dd>
            <div className="figure-value num">{figure.value}</div>
            {figure.note === undefined ? null : <div className="figure-note">{figure.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Names and values, one a line. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
