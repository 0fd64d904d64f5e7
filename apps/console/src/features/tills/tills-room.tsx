import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount, formatPercent } from '../../format/number.ts';
import { Ago } from '../../parts/ago.tsx';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useMay } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { EnrolForm } from './enrol-form.tsx';
import { FactsCard } from './facts-card.tsx';
import { text } from './messages.ts';
import { ShiftsCard } from './shifts-card.tsx';
import { StaffCard } from './staff-card.tsx';
import { StandingForm } from './standing-form.tsx';
import { devicesQuery, type Device } from './tills-api.ts';

/** Devices that sell, who works at them, what they sent and was not taken, and their shifts. */
export function TillsRoom() {
  const may = useMay('till.manage');
  const [isEnrolling, setEnrolling] = useState(false);
  const query = useQuery(devicesQuery);
  return (
    <Room
      title={text.title}
      intro={text.intro}
      actions={
        may ? (
          <Button size="xs" onClick={() => setEnrolling(true)}>
            {text.enrol}
          </Button>
        ) : undefined
      }
    >
      <div className="stack">
        <Card title={text.devices}>
          <Queried query={query}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title={text.noDevices} hint={text.noDevicesHint} />
              ) : (
                <Devices devices={items} may={may} />
              )
            }
          </Queried>
        </Card>
        {may ? <FactsCard /> : null}
        <ShiftsCard />
        <StaffCard />
      </div>
      <Dialog title={text.enrol} opened={isEnrolling} onClose={() => setEnrolling(false)}>
        <EnrolForm onClose={() => setEnrolling(false)} />
      </Dialog>
    </Room>
  );
}

const tones = { active: 'good', quarantined: 'bad', revoked: undefined } as const;

function Devices({ devices, may }: { readonly devices: readonly Device[]; readonly may: boolean }) {
  const locationOf = useLocationOf();
  const [moving, setMoving] = useState<{ readonly device: Device; readonly verb: 'revoke' | 'trust' }>();
  return (
    <>
      <GridTable
        label={text.devices}
        rows={[...devices]}
        keyOf={(device) => device.deviceId}
        columns={[
          {
            header: text.device,
            bare: true,
            cell: (device) => (
              <div className="wrap-anywhere">
                <div className="strong">{device.name}</div>
                <div className="muted small">
                  {device.code}, {locationOf(device.locationId)?.name ?? device.locationId}
                </div>
              </div>
            ),
          },
          {
            header: text.standing,
            cell: ({ standing, standingWhy }) => {
              const tone = tones[standing];
              return (
                <div>
                  <Tag {...(tone === undefined ? {} : { tone })}>{text.standings[standing]}</Tag>
                  {standingWhy === null ? null : <div className="muted small">{standingWhy}</div>}
                </div>
              );
            },
          },
          {
            header: text.seen,
            cell: ({ seenAt }) => (seenAt === null ? text.never : <Ago at={seenAt} />),
          },
          { header: text.unsent, right: true, cell: ({ health }) => formatCount(health.unsent ?? 0) },
          { header: text.receipts, right: true, cell: ({ lastReceipt }) => formatCount(lastReceipt) },
          {
            header: text.space,
            right: true,
            cell: ({ health: { storageUsed, storageQuota } }) =>
              storageUsed === undefined || storageQuota === undefined || storageQuota === 0
                ? '–'
                : formatPercent(storageUsed / storageQuota),
          },
          { header: text.version, cell: ({ health }) => health.version ?? '–' },
          {
            header: text.actions,
            bare: true,
            right: true,
            cell: (device) =>
              may && device.standing !== 'revoked' ? (
                <>
                  {device.standing === 'quarantined' ? (
                    <Button size="compact-xs" variant="default" onClick={() => setMoving({ device, verb: 'trust' })}>
                      {text.trust}
                    </Button>
                  ) : null}
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={text.revokeOf(device.name)}
                    onClick={() => setMoving({ device, verb: 'revoke' })}
                  >
                    {text.revoke}
                  </Button>
                </>
              ) : null,
          },
        ]}
      />
      <Dialog
        title={
          moving === undefined
            ? ''
            : moving.verb === 'trust'
              ? text.trustOf(moving.device.name)
              : text.revokeOf(moving.device.name)
        }
        opened={moving !== undefined}
        onClose={() => setMoving(undefined)}
      >
        {moving === undefined ? null : <StandingForm {...moving} onClose={() => setMoving(undefined)} />}
      </Dialog>
    </>
  );
}
