/** What a person or key may be in an organisation. A location scope narrows it further. */
export const roles = [
  'owner',
  'operations',
  'analyst',
  'location-manager',
  'cashier',
  'supplier',
  'auditor',
  'integration',
] as const;

export type Role = (typeof roles)[number];

/**
 * The one table of who may do what: permission -> roles. Every action names one permission. A location scope, where a member or
 * key has one, is checked beside it. `supplier` sees only what concerns its own supplier.
 */
export const permissions = {
  'organisation.read': [
    'owner',
    'operations',
    'analyst',
    'location-manager',
    'cashier',
    'supplier',
    'auditor',
    'integration',
  ],
  'organisation.manage': ['owner'],
  'member.read': ['owner', 'operations', 'auditor'],
  'member.manage': ['owner'],
  'key.manage': ['owner'],
  'audit.read': ['owner', 'auditor'],
  'event.read': ['owner', 'operations', 'analyst', 'location-manager', 'cashier', 'auditor', 'integration'],
  'network.read': ['owner', 'operations', 'analyst', 'location-manager', 'cashier', 'auditor', 'integration'],
  'network.manage': ['owner', 'operations'],
  'catalogue.read': ['owner', 'operations', 'analyst', 'location-manager', 'cashier', 'auditor', 'integration'],
  'catalogue.manage': ['owner', 'operations', 'integration'],
  'sales.read': ['owner', 'operations', 'analyst', 'location-manager', 'auditor', 'integration'],
  'sales.capture': ['owner', 'operations', 'location-manager', 'cashier', 'integration'],
  'sales.void': ['owner', 'operations', 'location-manager', 'integration'],
  'stock.read': ['owner', 'operations', 'analyst', 'location-manager', 'cashier', 'auditor', 'integration'],
  'stock.reserve': ['owner', 'operations', 'location-manager', 'cashier', 'integration'],
  'stock.count': ['owner', 'operations', 'location-manager', 'cashier', 'integration'],
  'stock.waste': ['owner', 'operations', 'location-manager', 'integration'],
  'stock.adjust': ['owner', 'operations', 'integration'],
  'stock.transfer': ['owner', 'operations', 'location-manager', 'integration'],
  'task.read': ['owner', 'operations', 'location-manager', 'cashier', 'auditor'],
  'task.end': ['owner', 'operations', 'location-manager'],
  'task.ask': ['owner', 'operations', 'location-manager', 'integration'],
  'task.answer': ['owner', 'operations', 'location-manager', 'cashier'],
  'supply.read': ['owner', 'operations', 'analyst', 'location-manager', 'auditor', 'integration', 'supplier'],
  'supply.manage': ['owner', 'operations', 'integration'],
  'supply.order.draft': ['owner', 'operations', 'location-manager', 'integration'],
  'supply.order.approve': ['owner', 'operations'],
  'supply.order.place': ['owner', 'operations', 'integration'],
  'supply.order.answer': ['owner', 'operations', 'supplier', 'integration'],
  'supply.order.receive': ['owner', 'operations', 'location-manager', 'cashier', 'integration'],
  'planning.read': ['owner', 'operations', 'analyst', 'location-manager', 'auditor'],
  'planning.run': ['owner', 'operations', 'analyst', 'integration'],
  'planning.approve': ['owner', 'operations'],
  'flow.read': ['owner', 'operations', 'analyst', 'auditor'],
  /** Personal data in the data of runs; others see it masked. */
  'flow.read-personal': ['owner', 'operations'],
  'flow.run': ['owner', 'operations', 'integration'],
  'flow.manage': ['owner', 'operations'],
  'flow.mend': ['owner', 'operations'],
  'flow.stop': ['owner', 'operations'],
  'flow.draft': ['owner', 'operations', 'analyst'],
  'flow.review': ['owner', 'operations', 'analyst', 'auditor'],
  'flow.approve': ['owner', 'operations'],
  /** Who may see, edit, approve and run which workflows. */
  'flow.access': ['owner'],
  'playbook.read': ['owner', 'operations', 'analyst', 'location-manager', 'auditor', 'integration'],
  'playbook.manage': ['owner', 'operations'],
  'playbook.override': ['owner', 'operations', 'location-manager'],
  'connection.read': ['owner', 'operations', 'auditor'],
  'connection.manage': ['owner', 'operations'],
  /** Facts up, shapes down: devices alone. */
  'till.sync': ['cashier'],
  'till.shift': ['owner', 'operations', 'location-manager', 'cashier'],
  'till.read': ['owner', 'operations', 'analyst', 'location-manager', 'auditor'],
  'till.manage': ['owner', 'operations', 'location-manager'],
  'notification.read': ['owner', 'operations', 'analyst', 'location-manager', 'cashier'],
  'notification.send': ['owner', 'operations', 'location-manager', 'integration'],
  'notification.manage': ['owner', 'operations'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

const holdersOf: Readonly<Record<Permission, readonly Role[]>> = permissions;

/** Whether a role holds a permission. */
export function mayDo(role: Role, permission: Permission): boolean {
  return holdersOf[permission].includes(role);
}
