export * from './base64url.ts';
export * from './canonical-json.ts';
export * from './decide-push.ts';
export * from './fact.ts';
export * from './may-forget.ts';
export * from './sync-machine.ts';
export * from './verify-chain.ts';
