import { mayDo } from '@barrow/contracts';
import { Link } from '@tanstack/react-router';
import { useMe } from '../features/identity/session.ts';
import { useOpenTaskCount } from '../features/tasks/tasks-api.ts';
import { text } from './messages.ts';
import { roomGroups } from './rooms.ts';

/** Links to the rooms that the role may enter. */
export function SideBar({ onLeave }: { readonly onLeave: () => void }) {
  const { role } = useMe();
  const openTasks = useOpenTaskCount(mayDo(role, 'task.read'));
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
              {to === '/tasks' && openTasks !== undefined && openTasks !== '0' ? (
                <span className="nav-count" aria-label={text.openTasks(openTasks)}>
                  {openTasks}
                </span>
              ) : null}
            </Link>
          ))}
        </div>
      ))}
    </>
  );
}
