import type { Permission } from '@barrow/contracts';
import {
  ArrowLeftRight,
  Bell,
  Calculator,
  Boxes,
  FileDown,
  GitPullRequestArrow,
  Inbox,
  BookOpenCheck,
  KeyRound,
  ScrollText,
  Lightbulb,
  Plug,
  Radio,
  Settings,
  ShoppingBasket,
  Tags,
  Truck,
  Users,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import { text } from './messages.ts';

export type RoomLinkEntry = {
  readonly to:
    | '/'
    | '/tasks'
    | '/notices'
    | '/items'
    | '/playbooks'
    | '/workflows'
    | '/changes'
    | '/stock'
    | '/transfers'
    | '/proposals'
    | '/orders'
    | '/suppliers'
    | '/people'
    | '/keys'
    | '/tills'
    | '/connections'
    | '/exchange'
    | '/audit'
    | '/settings';
  readonly name: string;
  readonly icon: LucideIcon;
  readonly permission: Permission;
};

/** The rooms of the side bar, in groups. A room is shown to whom its permission is given. */
export const roomGroups: readonly { readonly name: string; readonly rooms: readonly RoomLinkEntry[] }[] = [
  {
    name: text.group.network,
    rooms: [
      { to: '/', name: text.room.live, icon: Radio, permission: 'sales.read' },
      { to: '/tasks', name: text.room.tasks, icon: Inbox, permission: 'task.read' },
      { to: '/notices', name: text.room.notices, icon: Bell, permission: 'notification.read' },
      { to: '/tills', name: text.room.tills, icon: Calculator, permission: 'till.read' },
      { to: '/stock', name: text.room.stock, icon: Boxes, permission: 'stock.read' },
      { to: '/transfers', name: text.room.transfers, icon: ArrowLeftRight, permission: 'stock.read' },
      { to: '/items', name: text.room.items, icon: Tags, permission: 'catalogue.read' },
    ],
  },
  {
    name: text.group.supply,
    rooms: [
      { to: '/proposals', name: text.room.proposals, icon: Lightbulb, permission: 'planning.read' },
      { to: '/orders', name: text.room.orders, icon: ShoppingBasket, permission: 'supply.read' },
      { to: '/suppliers', name: text.room.suppliers, icon: Truck, permission: 'supply.read' },
    ],
  },
  {
    name: text.group.automation,
    rooms: [
      { to: '/playbooks', name: text.room.playbooks, icon: BookOpenCheck, permission: 'playbook.read' },
      { to: '/workflows', name: text.room.workflows, icon: Workflow, permission: 'flow.read' },
      { to: '/changes', name: text.room.changes, icon: GitPullRequestArrow, permission: 'flow.review' },
      { to: '/connections', name: text.room.connections, icon: Plug, permission: 'connection.read' },
    ],
  },
  {
    name: text.group.office,
    rooms: [
      { to: '/people', name: text.room.people, icon: Users, permission: 'member.read' },
      { to: '/keys', name: text.room.keys, icon: KeyRound, permission: 'key.manage' },
      { to: '/exchange', name: text.room.exchange, icon: FileDown, permission: 'catalogue.read' },
      { to: '/audit', name: text.room.audit, icon: ScrollText, permission: 'audit.read' },
      { to: '/settings', name: text.room.settings, icon: Settings, permission: 'organisation.read' },
    ],
  },
];
