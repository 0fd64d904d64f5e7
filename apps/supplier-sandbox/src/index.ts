export type { Behaviour, BehaviourChange } from './behaviour.ts';
export type { SandboxOrder, SupplierSandbox } from './sandbox-face.ts';
export { createSupplierSandbox, type SandboxOptions } from './sandbox.ts';
