import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { SupplierPicker } from '../supply/supplier-picker.tsx';
import { KpiCard } from './kpi-card.tsx';
import { text } from './messages.ts';
import { proposalsQuery, type Proposal } from './planning-api.ts';
import { ProposalGroup } from './proposal-group.tsx';
import { RunState, useStartRun } from './run-state.tsx';

export function ProposalsRoom() {
  const [locationId, setLocationId] = useState<string>();
  const [supplierId, setSupplierId] = useState<string>();
  const list = useInfiniteQuery(proposalsQuery({ locationId, supplierId }));
  const groups = [...Map.groupBy(entriesOf(list.data), groupKey).values()];
  const run = useStartRun();
  return (
    <Room
      title={text.title}
      intro={text.intro}
      actions={
        run.may ? (
          <Button size="xs" loading={run.isRunning} onClick={run.start}>
            {text.plan}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <div className="card">
          <div className="filters">
            <LocationPicker size="xs" label={text.location} value={locationId} onChange={setLocationId} />
            <SupplierPicker size="xs" label={text.supplier} value={supplierId} onChange={setSupplierId} />
            <RunState error={run.error} />
          </div>
          <Queried query={list} rows={8}>
            {() => (groups.length === 0 ? <Empty title={text.emptyTitle} hint={text.emptyHint} /> : null)}
          </Queried>
        </div>
        {groups.map((group) => {
          const [first] = group;
          return first === undefined ? null : <ProposalGroup key={groupKey(first)} proposals={group} />;
        })}
        <MoreButton list={list} />
        <KpiCard />
      </div>
    </Room>
  );
}

function groupKey(proposal: Proposal): string {
  return `${proposal.locationId}/${proposal.supplierId ?? proposal.fromLocationId}`;
}
