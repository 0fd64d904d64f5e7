export { backtestActions } from './actions.ts';
