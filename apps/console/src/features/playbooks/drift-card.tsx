import { useQuery } from '@tanstack/react-query';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Queried } from '../../parts/states.tsx';
import { text as networkText } from '../network/messages.ts';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { driftQuery, type Drift } from './playbooks-api.ts';

/** Who differs from what holds elsewhere, over all playbooks in use. */
export function DriftCard() {
  const query = useQuery(driftQuery);
  const locationOf = useLocationOf();
  const formats: Readonly<Record<string, string>> = networkText.formats;
  const placeOf = ({ level, key }: Drift): string => {
    if (key === null) return text.driftOrganisation;
    if (level === 'location') return locationOf(key)?.name ?? key;
    return level === 'format' ? (formats[key] ?? key) : key;
  };
  return (
    <Card title={text.drift}>
      <div className="card-body muted">{text.driftIntro}</div>
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card-body">{text.driftNone}</div>
          ) : (
            <GridTable
              label={text.drift}
              rows={items}
              keyOf={(one) => `${one.playbook} ${one.level} ${one.key ?? ''} ${one.parameter}`}
              columns={[
                {
                  header: text.place,
                  bare: true,
                  cell: (one) => (
                    <div className="wrap-anywhere">
                      <div className="strong">{placeOf(one)}</div>
                      <div className="muted small">{one.why}</div>
                    </div>
                  ),
                },
                {
                  header: text.driftPlaybook,
                  cell: (one) => (
                    <RoomLink to="/playbooks/$name" params={{ name: one.playbook }}>
                      {one.title}
                    </RoomLink>
                  ),
                },
                { header: text.value, cell: (one) => text.driftFrom(said(one.value), said(one.instead)) },
                {
                  header: text.set,
                  cell: (one) => (
                    <span className="small">
                      {one.by}, {formatInstant(one.at)}
                      {one.until === null ? '' : `, ${text.untilText(formatInstant(one.until))}`}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Queried>
    </Card>
  );
}

function said(value: unknown): string {
  if (typeof value === 'boolean') return value ? text.yes : text.no;
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
