export { notificationActions } from './actions.ts';
export { createNoticeDispatch } from './dispatch.ts';
export { showNotices } from './show-notices.ts';
