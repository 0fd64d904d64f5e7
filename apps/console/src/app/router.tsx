import { createRouter } from '@tanstack/react-router';
import { UnknownRoom } from './outer-rooms.tsx';
import { routeTree } from './routes.tsx';

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: UnknownRoom,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
