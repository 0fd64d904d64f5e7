import { mayDo, runStatuses } from '@barrow/contracts';
import { isUuid } from '@barrow/kernel';
import { createRootRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/query-client.ts';
import type { AuditAsk } from '../features/audit/audit-api.ts';
import type { RunsAsk } from '../features/flows/flows-api.ts';
import { meQuery, sessionQuery } from '../features/identity/session.ts';
import { SignInRoom } from '../features/identity/sign-in-room.tsx';
import { balanceFilters, type BalancesAsk } from '../features/stock/stock-api.ts';
import { orderViews, type OrdersSearch } from '../features/supply/order-views.ts';
import { Frame } from './frame.tsx';
import { roomGroups } from './rooms.ts';
import { BrokenRoom, NoOrganisation, NoServer, UnknownRoom } from './outer-rooms.tsx';

type Search = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Only addresses of this console: a link to sign-in must not lead elsewhere afterwards. */
function pathOf(value: unknown): string | undefined {
  const path = textOf(value);
  return path !== undefined && /^\/(?!\/)/.test(path) ? path : undefined;
}

const root = createRootRoute({ notFoundComponent: UnknownRoom, errorComponent: NoServer });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => {
    const to = pathOf(search['to']);
    return to === undefined ? {} : { to };
  },
  component: SignInRoom,
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../features/identity/password-rooms.tsx'), 'ForgotPasswordRoom'),
});
const tokenSearch = (search: Search): { token?: string } => {
  const token = textOf(search['token']);
  return token === undefined ? {} : { token };
};
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import('../features/identity/password-rooms.tsx'), 'ResetPasswordRoom'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import('../features/identity/join-rooms.tsx'), 'InvitationRoom'),
});
const company = createRoute({
  getParentRoute: () => root,
  path: '/company',
  component: lazyRouteComponent(() => import('../features/identity/join-rooms.tsx'), 'CompanyRoom'),
});
const noOrganisation = createRoute({ getParentRoute: () => root, path: '/no-organisation', component: NoOrganisation });

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) {
      redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href }, throw: true });
    }
    if (session?.organisations.length === 0) redirect({ to: '/no-organisation', throw: true });
    await queryClient.ensureQueryData(meQuery);
  },
  component: Frame,
});
function idOf(value: unknown): string | undefined {
  return isUuid(value) ? value : undefined;
}

const stockSearch = (search: Search): BalancesAsk => ({
  locationId: idOf(search['locationId']),
  itemId: idOf(search['itemId']),
  only: balanceFilters.find((one) => one === search['only']),
});
const ordersSearch = (search: Search): OrdersSearch => ({
  view: orderViews.find((one) => one === search['view']),
  locationId: idOf(search['locationId']),
  supplierId: idOf(search['supplierId']),
});
const room = { getParentRoute: () => frame, errorComponent: BrokenRoom } as const;

const live = createRoute({
  ...room,
  path: '/',
  beforeLoad: async () => {
    const { role } = await queryClient.ensureQueryData(meQuery);
    const first = roomGroups.flatMap((group) => group.rooms).find((one) => mayDo(role, one.permission));
    if (first !== undefined && first.to !== '/') redirect({ to: first.to, throw: true });
  },
  component: lazyRouteComponent(() => import('../features/sales/live-room.tsx'), 'LiveRoom'),
});
const tasks = createRoute({
  ...room,
  path: '/tasks',
  component: lazyRouteComponent(() => import('../features/tasks/tasks-room.tsx'), 'TasksRoom'),
});
const stock = createRoute({
  ...room,
  path: '/stock',
  validateSearch: stockSearch,
  component: lazyRouteComponent(() => import('../features/stock/stock-room.tsx'), 'StockRoom'),
});
const moves = createRoute({
  ...room,
  path: '/stock/$locationId/$itemId',
  component: lazyRouteComponent(() => import('../features/stock/moves-room.tsx'), 'MovesRoom'),
});
const transfers = createRoute({
  ...room,
  path: '/transfers',
  component: lazyRouteComponent(() => import('../features/stock/transfers-room.tsx'), 'TransfersRoom'),
});
const items = createRoute({
  ...room,
  path: '/items',
  component: lazyRouteComponent(() => import('../features/catalogue/items-room.tsx'), 'ItemsRoom'),
});
const item = createRoute({
  ...room,
  path: '/items/$itemId',
  component: lazyRouteComponent(() => import('../features/catalogue/item-room.tsx'), 'ItemRoom'),
});
const locationRoom = createRoute({
  ...room,
  path: '/locations/$locationId',
  component: lazyRouteComponent(() => import('../features/network/location-room.tsx'), 'LocationRoom'),
});
const proposals = createRoute({
  ...room,
  path: '/proposals',
  component: lazyRouteComponent(() => import('../features/planning/proposals-room.tsx'), 'ProposalsRoom'),
});
const orders = createRoute({
  ...room,
  path: '/orders',
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import('../features/supply/orders-room.tsx'), 'OrdersRoom'),
});
const order = createRoute({
  ...room,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('../features/supply/order-room.tsx'), 'OrderRoom'),
});
const suppliers = createRoute({
  ...room,
  path: '/suppliers',
  component: lazyRouteComponent(() => import('../features/supply/suppliers-room.tsx'), 'SuppliersRoom'),
});
const supplier = createRoute({
  ...room,
  path: '/suppliers/$supplierId',
  component: lazyRouteComponent(() => import('../features/supply/supplier-room.tsx'), 'SupplierRoom'),
});
const playbooks = createRoute({
  ...room,
  path: '/playbooks',
  component: lazyRouteComponent(() => import('../features/playbooks/playbooks-room.tsx'), 'PlaybooksRoom'),
});
const playbook = createRoute({
  ...room,
  path: '/playbooks/$name',
  component: lazyRouteComponent(() => import('../features/playbooks/playbook-room.tsx'), 'PlaybookRoom'),
});
const workflows = createRoute({
  ...room,
  path: '/workflows',
  validateSearch: (search): RunsAsk => ({
    status: runStatuses.find((one) => one === search['status']),
    workflow: textOf(search['workflow']),
    businessKey: textOf(search['businessKey']),
    task: textOf(search['task']),
  }),
  component: lazyRouteComponent(() => import('../features/flows/flows-room.tsx'), 'FlowsRoom'),
});
const workflowMap = createRoute({
  ...room,
  path: '/workflows/map',
  validateSearch: (search): { workflow: string; days?: number } => ({
    workflow: textOf(search['workflow']) ?? '',
    ...(typeof search['days'] === 'number' ? { days: search['days'] } : {}),
  }),
  component: lazyRouteComponent(() => import('../features/flows/workflow-map-room.tsx'), 'WorkflowMapRoom'),
});
const waits = createRoute({
  ...room,
  path: '/workflows/waits',
  component: lazyRouteComponent(() => import('../features/flows/waits-room.tsx'), 'WaitsRoom'),
});
const run = createRoute({
  ...room,
  path: '/workflows/$runId',
  component: lazyRouteComponent(() => import('../features/flows/run-room.tsx'), 'RunRoom'),
});
const changes = createRoute({
  ...room,
  path: '/changes',
  component: lazyRouteComponent(() => import('../features/builder/changes-room.tsx'), 'ChangesRoom'),
});
const draft = createRoute({
  ...room,
  path: '/changes/$draftId',
  component: lazyRouteComponent(() => import('../features/builder/draft-room.tsx'), 'DraftRoom'),
});
const account = createRoute({
  ...room,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/identity/account-room.tsx'), 'AccountRoom'),
});
const people = createRoute({
  ...room,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/identity/people-room.tsx'), 'PeopleRoom'),
});
const tills = createRoute({
  ...room,
  path: '/tills',
  component: lazyRouteComponent(() => import('../features/tills/tills-room.tsx'), 'TillsRoom'),
});
const keys = createRoute({
  ...room,
  path: '/keys',
  component: lazyRouteComponent(() => import('../features/identity/keys-room.tsx'), 'KeysRoom'),
});
const exchange = createRoute({
  ...room,
  path: '/exchange',
  component: lazyRouteComponent(() => import('../features/exchange/exchange-room.tsx'), 'ExchangeRoom'),
});
const audit = createRoute({
  ...room,
  path: '/audit',
  validateSearch: (search): AuditAsk => ({ action: textOf(search['action']), subjectId: textOf(search['subjectId']) }),
  component: lazyRouteComponent(() => import('../features/audit/audit-room.tsx'), 'AuditRoom'),
});
const notices = createRoute({
  ...room,
  path: '/notices',
  component: lazyRouteComponent(() => import('../features/notifications/notices-room.tsx'), 'NoticesRoom'),
});
const connections = createRoute({
  ...room,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/connections-room.tsx'), 'ConnectionsRoom'),
});
const settings = createRoute({
  ...room,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/identity/settings-room.tsx'), 'SettingsRoom'),
});

export const routeTree = root.addChildren([
  signIn,
  forgotPassword,
  resetPassword,
  invitation,
  company,
  noOrganisation,
  frame.addChildren([
    live,
    tasks,
    stock,
    moves,
    transfers,
    items,
    item,
    locationRoom,
    proposals,
    orders,
    order,
    suppliers,
    supplier,
    playbooks,
    playbook,
    workflows,
    workflowMap,
    waits,
    run,
    changes,
    draft,
    account,
    people,
    keys,
    tills,
    exchange,
    audit,
    notices,
    connections,
    settings,
  ]),
]);
