import type { Permission } from '@barrow/contracts';

/** What a workflow may do that somebody should look at. */
export const riskClasses = ['spend', 'price', 'outside', 'stock', 'order', 'settings'] as const;
export type RiskClass = (typeof riskClasses)[number];

/** `low`: it reads, asks people and tells staff, nothing more. */
export type RiskLevel = 'low' | 'medium' | 'high';

const classOf: Partial<Readonly<Record<Permission, RiskClass>>> = {
  'supply.order.approve': 'spend',
  'supply.order.place': 'spend',
  'planning.approve': 'spend',
  'catalogue.manage': 'price',
  'stock.reserve': 'stock',
  'stock.count': 'stock',
  'stock.waste': 'stock',
  'stock.adjust': 'stock',
  'stock.transfer': 'stock',
  'supply.order.receive': 'stock',
  'supply.order.draft': 'order',
  'supply.order.answer': 'order',
  'supply.manage': 'settings',
  'network.manage': 'settings',
  'connection.manage': 'settings',
  'notification.manage': 'settings',
  'playbook.manage': 'settings',
  'playbook.override': 'settings',
  'flow.manage': 'settings',
  'flow.run': 'settings',
};

/** The class of an action by what it needs; null when it is harmless. */
export function riskOf({
  permission,
  effect,
}: {
  readonly permission: Permission;
  readonly effect: 'read' | 'write';
}): RiskClass | null {
  return effect === 'read' ? null : (classOf[permission] ?? null);
}

export function levelOf(classes: readonly RiskClass[]): RiskLevel {
  if (classes.includes('spend') || classes.includes('price')) return 'high';
  return classes.length > 0 ? 'medium' : 'low';
}
