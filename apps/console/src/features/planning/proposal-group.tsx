import { Alert, Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { formatDayShort } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useMay } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { valueText } from '../stock/balance-table.tsx';
import { useSupplierOf } from '../supply/supply-api.ts';
import { text } from './messages.ts';
import { approveProposals, dismissProposals, type Proposal } from './planning-api.ts';
import { ProposalTable } from './proposal-table.tsx';
import { ProposalWhy } from './proposal-why.tsx';

/** The proposals of one supplier, or one sending location, for one location: what would be one order or transfer. */
export function ProposalGroup({ proposals }: { readonly proposals: readonly Proposal[] }) {
  const may = useMay('planning.approve');
  const supplierOf = useSupplierOf();
  const locationOf = useLocationOf();
  const itemOf = useItemOf(proposals.map((proposal) => proposal.itemId));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [changed, setChanged] = useState<ReadonlyMap<string, number>>(new Map());
  const [asked, setAsked] = useState<Proposal>();
  const qtyOf = (proposal: Proposal): number => changed.get(proposal.proposalId) ?? proposal.qtyMilli;
  const chosen = proposals.filter((proposal) => !left.has(proposal.proposalId) && qtyOf(proposal) > 0);
  const refresh = () =>
    Promise.all(['planning', 'supply', 'stock'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  const approve = useMutation({
    mutationFn: () =>
      approveProposals(
        chosen.map(({ proposalId }) => {
          const qtyMilli = changed.get(proposalId);
          return qtyMilli === undefined ? { proposalId } : { proposalId, qtyMilli };
        }),
      ),
    onSuccess: async ({ orders, transfers }) => {
      toast(transfers.length > 0 ? text.transferAsked : text.approved(orders.map((order) => order.number).join(', ')));
      await refresh();
    },
  });
  const dismiss = useMutation({
    mutationFn: () => dismissProposals(chosen.map((proposal) => proposal.proposalId)),
    onSuccess: async () => {
      toast(text.dismissed);
      await refresh();
    },
  });
  const [first] = proposals;
  if (first === undefined) return null;
  const sender = first.fromLocationId === null ? undefined : locationOf(first.fromLocationId)?.name;
  const supplier = sender ?? (first.supplierId === null ? '…' : (supplierOf(first.supplierId)?.name ?? '…'));
  const location = locationOf(first.locationId)?.name ?? '…';
  const totalMicro = chosen.reduce((sum, proposal) => sum + (proposal.unitCostMicro * qtyOf(proposal)) / 1000, 0);
  const error = approve.error ?? dismiss.error;
  return (
    <Card
      title={text.groupTitle(supplier, location)}
      actions={
        <span className="muted small">
          {text.orderDay(formatDayShort(first.orderDay))}, {text.deliveryDay(formatDayShort(first.deliveryDay))}
        </span>
      }
    >
      <div className="group-bar">
        {may ? (
          <Checkbox
            size="xs"
            label={`${text.total}: ${formatCount(chosen.length)} · ${valueText(totalMicro, first.currency)}`}
            aria-label={text.chooseAll(supplier, location)}
            checked={left.size === 0}
            indeterminate={left.size > 0 && left.size < proposals.length}
            onChange={(event) =>
              setLeft(event.currentTarget.checked ? new Set() : new Set(proposals.map((one) => one.proposalId)))
            }
          />
        ) : (
          <span className="num">{valueText(totalMicro, first.currency)}</span>
        )}
        {first.fromLocationId === null ? null : <Tag tone="info">{text.transfer}</Tag>}
        {first.minimum === 'met' ? null : (
          <Tag tone={first.minimum === 'deferred' ? 'warn' : 'info'}>{text.minimum[first.minimum]}</Tag>
        )}
        {may ? (
          <div className="row-actions group-actions">
            <Button
              size="compact-sm"
              variant="default"
              disabled={chosen.length === 0}
              loading={dismiss.isPending}
              onClick={() => dismiss.mutate()}
            >
              {text.dismiss}
            </Button>
            <Button
              size="compact-sm"
              disabled={chosen.length === 0}
              loading={approve.isPending}
              onClick={() => approve.mutate()}
            >
              {text.approve(formatCount(chosen.length))}
            </Button>
          </div>
        ) : null}
      </div>
      {error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(error)}
        </Alert>
      )}
      <ProposalTable
        proposals={proposals}
        may={may}
        itemOf={itemOf}
        qtyOf={qtyOf}
        isChosen={(proposal) => !left.has(proposal.proposalId)}
        onChoose={(proposal, isChosen) =>
          setLeft((before) => {
            const next = new Set(before);
            if (isChosen) next.delete(proposal.proposalId);
            else next.add(proposal.proposalId);
            return next;
          })
        }
        onQty={(proposal, qtyMilli) => setChanged((before) => new Map(before).set(proposal.proposalId, qtyMilli))}
        onWhy={setAsked}
      />
      <Dialog
        title={asked === undefined ? '' : text.whyOf(itemOf(asked.itemId)?.name ?? '')}
        size="lg"
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
      >
        {asked === undefined ? null : <ProposalWhy proposal={asked} unit={itemOf(asked.itemId)?.unit} />}
      </Dialog>
    </Card>
  );
}
