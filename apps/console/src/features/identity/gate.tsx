import { Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

/** The frame of the rooms before one is signed in. */
export function Gate({
  title,
  intro,
  children,
}: {
  readonly title: string;
  readonly intro?: string;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Barrow`;
  }, [title]);
  return (
    <main className="gate">
      <div className="gate-box stack">
        <div className="brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span>Barrow</span>
        </div>
        <div className="card stack">
          <div>
            <Title order={1}>{title}</Title>
            {intro === undefined ? null : <p className="muted">{intro}</p>}
          </div>
          {children}
        </div>
      </div>
    </main>
  );
}
