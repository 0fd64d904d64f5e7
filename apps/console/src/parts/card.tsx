import { useId, type ReactNode } from 'react';

/** A titled part of a room. */
export function Card({
  title,
  actions,
  padded = false,
  children,
}: {
  readonly title?: ReactNode;
  readonly actions?: ReactNode;
  readonly padded?: boolean;
  readonly children: ReactNode;
}) {
  const titleId = useId();
  const body = padded ? <div className="card-body">{children}</div> : children;
  if (title === undefined) return <div className="card">{body}</div>;
  return (
    <section className="card" aria-labelledby={titleId}>
      <div className="card-head">
        <h2 id={titleId}>{title}</h2>
        {actions}
      </div>
      {body}
    </section>
  );
}
