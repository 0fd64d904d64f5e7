export type { Behaviour, BehaviourChange } from './behaviour.ts';
export { createSupplierSandbox, type SandboxOptions, type SandboxOrder, type SupplierSandbox } from './sandbox.ts';
