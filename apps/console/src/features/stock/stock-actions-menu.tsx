import { mayDo } from '@barrow/contracts';
import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useMe } from '../identity/session.ts';
import { text } from './messages.ts';
import type { StockTask } from './stock-dialogs.tsx';

const kinds = [
  { kind: 'count', permission: 'stock.count', name: text.count },
  { kind: 'adjustment', permission: 'stock.adjust', name: text.adjust },
  { kind: 'waste', permission: 'stock.waste', name: text.waste },
  { kind: 'transfer', permission: 'stock.transfer', name: text.transfer },
] as const;

/** What may be done with an item at a location. */
export function StockActionsMenu({
  locationId,
  itemId,
  itemName,
  onChoose,
}: {
  readonly locationId: string;
  readonly itemId: string;
  readonly itemName: string;
  readonly onChoose: (task: StockTask) => void;
}) {
  const { role } = useMe();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.actionsFor(itemName)}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void navigate({ to: '/stock/$locationId/$itemId', params: { locationId, itemId } })}>
          {text.moves}
        </Menu.Item>
        {kinds
          .filter(({ permission }) => mayDo(role, permission))
          .map(({ kind, name }) => (
            <Menu.Item key={kind} onClick={() => onChoose({ kind, locationId, itemId })}>
              {name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
