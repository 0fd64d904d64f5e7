import { mayDo } from '@barrow/contracts';
import { Link } from '@tanstack/react-router';
import { useMe } from '../features/identity/session.ts';
import { useOpenNoticeCount } from '../features/notifications/notices-api.ts';
import { useOpenTaskCount } from '../features/tasks/tasks-api.ts';
import { text } from './messages.ts';
import { roomGroups } from './rooms.ts';

/** Links to the rooms that the role may enter. */
export function SideBar({ onLeave }: { readonly onLeave: () => void }) {
  const { role } = useMe();
  const openTasks = useOpenTaskCount(mayDo(role, 'task.read'));
  const openNotices = useOpenNoticeCount(mayDo(role, 'notification.read'));
  const openOf = (to: string): string | undefined =>
    to === '/tasks' ? openTasks : to === '/notices' ? openNotices : undefined;
  const groups = roomGroups
    .map((group) => ({ ...group, rooms: group.rooms.filter((room) => mayDo(role, room.permission)) }))
    .filter((group) => group.rooms.length > 0);
  return (
    <>
      {groups.map((group) => (
        <div key={group.name}>
          <div className="nav-group">{group.name}</div>
          {group.rooms.map(({ to, name, icon: Icon }) => (
            <Link key={to} to={to} className="nav-link" activeOptions={{ exact: to === '/' }} onClick={onLeave}>
              <Icon size={16} aria-hidden />
              {name}
              <Count open={openOf(to)} />
            </Link>
          ))}
        </div>
      ))}
    </>
  );
}

function Count({ open }: { readonly open: string | undefined }) {
  if (open === undefined || open === '0') return null;
  return (
    <span className="nav-count" aria-label={text.openTasks(open)}>
      {open}
    </span>
  );
}
