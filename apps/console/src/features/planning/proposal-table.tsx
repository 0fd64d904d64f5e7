import type { Item } from '@barrow/contracts';
import { Button, Checkbox } from '@mantine/core';
import { formatPrice, formatQty } from '../../format/number.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { QtyInput } from '../../parts/qty-input.tsx';
import { valueText } from '../stock/balance-table.tsx';
import { text } from './messages.ts';
import type { Proposal } from './planning-api.ts';

/** Proposals, each to be chosen, changed and asked why. */
export function ProposalTable({
  proposals,
  may,
  itemOf,
  qtyOf,
  isChosen,
  onChoose,
  onQty,
  onWhy,
}: {
  readonly proposals: readonly Proposal[];
  readonly may: boolean;
  readonly itemOf: (itemId: string) => Item | undefined;
  readonly qtyOf: (proposal: Proposal) => number;
  readonly isChosen: (proposal: Proposal) => boolean;
  readonly onChoose: (proposal: Proposal, isChosen: boolean) => void;
  readonly onQty: (proposal: Proposal, qtyMilli: number) => void;
  readonly onWhy: (proposal: Proposal) => void;
}) {
  const nameOf = (proposal: Proposal): string => itemOf(proposal.itemId)?.name ?? '…';
  return (
    <GridTable
      label={text.title}
      rows={proposals}
      keyOf={(proposal) => proposal.proposalId}
      columns={[
        {
          header: text.item,
          bare: true,
          cell: (proposal) => (
            <span className="choose-item">
              {may ? (
                <Checkbox
                  size="xs"
                  aria-label={text.chooseOf(nameOf(proposal))}
                  checked={isChosen(proposal)}
                  onChange={(event) => onChoose(proposal, event.currentTarget.checked)}
                />
              ) : null}
              <RoomLink
                to="/stock/$locationId/$itemId"
                params={{ locationId: proposal.locationId, itemId: proposal.itemId }}
              >
                {nameOf(proposal)}
              </RoomLink>
            </span>
          ),
        },
        {
          header: text.qty,
          right: true,
          cell: (proposal) =>
            may ? (
              <div className="qty-cell">
                <QtyInput
                  label={text.qtyOf(nameOf(proposal))}
                  hideLabel
                  size="xs"
                  unit={itemOf(proposal.itemId)?.unit}
                  valueMilli={qtyOf(proposal)}
                  onChange={(qtyMilli) => onQty(proposal, qtyMilli ?? 0)}
                />
              </div>
            ) : (
              <span className="num strong">{formatQty(proposal.qtyMilli, itemOf(proposal.itemId)?.unit)}</span>
            ),
        },
        {
          header: text.unitCost,
          right: true,
          cell: (proposal) => <span className="num">{formatPrice(proposal.unitCostMicro, proposal.currency)}</span>,
        },
        {
          header: text.value,
          right: true,
          cell: (proposal) => (
            <span className="num">
              {valueText((proposal.unitCostMicro * qtyOf(proposal)) / 1000, proposal.currency)}
            </span>
          ),
        },
        {
          header: text.why,
          bare: true,
          right: true,
          cell: (proposal) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={text.whyOf(nameOf(proposal))}
              onClick={() => onWhy(proposal)}
            >
              {text.why}
            </Button>
          ),
        },
      ]}
    />
  );
}
