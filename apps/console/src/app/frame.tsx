import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mayDo } from '@barrow/contracts';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { signedOut } from '../api/query-client.ts';
import { useMe } from '../features/identity/session.ts';
import { Loading } from '../parts/states.tsx';
import { AccountMenu } from './account-menu.tsx';
import { followStream } from './follow-stream.ts';
import { text } from './messages.ts';
import { SideBar } from './side-bar.tsx';
import { LostNotice, StreamBadge } from './stream-badge.tsx';

const mainId = 'content';

/** The frame around every room: header, side bar, notices; opens the live stream while somebody is signed in. */
export function Frame() {
  const { organisation, role } = useMe();
  const [opened, { toggle, close }] = useDisclosure(false);
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const hears = mayDo(role, 'event.read');
  useEffect(() => (hears ? followStream() : undefined), [hears]);
  useEffect(() => {
    const leave = (): void => void navigate({ to: '/sign-in', search: { to: path } });
    signedOut.addEventListener('signed-out', leave);
    return () => signedOut.removeEventListener('signed-out', leave);
  }, [navigate, path]);
  return (
    <>
      <a className="skip-link" href={`#${mainId}`}>
        {text.skip}
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !opened } }}
        padding={0}
      >
        <AppShell.Header className="frame-header">
          <div className="frame-header-row">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={opened ? text.closeMenu : text.openMenu}
              aria-expanded={opened}
            />
            <div className="brand">
              <img src="/icon.svg" alt="" width={24} height={24} />
              <span>{organisation.name}</span>
            </div>
            <div className="frame-header-end">
              {hears ? <StreamBadge /> : null}
              <AccountMenu />
            </div>
          </div>
        </AppShell.Header>
        <AppShell.Navbar className="frame-nav" p="sm" aria-label={text.rooms}>
          <SideBar onLeave={close} />
        </AppShell.Navbar>
        <AppShell.Main id={mainId} tabIndex={-1} className="frame-main">
          {organisation.demo ? <div className="notice notice-demo">{text.demo}</div> : null}
          {hears ? <LostNotice /> : null}
          <div className="frame-content">
            <Suspense fallback={<Loading rows={8} />}>
              <Outlet />
            </Suspense>
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
