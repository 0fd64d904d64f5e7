import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, CircleUser, LogOut, Monitor, Moon, ShieldCheck, Sun } from 'lucide-react';
import { chooseOrganisation } from '../api/organisation-choice.ts';
import { sessionQuery, signOut, useMe } from '../features/identity/session.ts';
import { text as peopleText } from '../features/identity/people-messages.ts';
import { text } from './messages.ts';

const schemes: readonly { readonly value: MantineColorScheme; readonly icon: typeof Sun }[] = [
  { value: 'auto', icon: Monitor },
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
];

/** Who I am, which organisation I work in, which colours I like, and the way out. */
export function AccountMenu() {
  const me = useMe();
  const session = useQuery(sessionQuery);
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const organisations = session.data?.organisations ?? [];
  const leave = async (): Promise<void> => {
    await signOut();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={text.account}>
          <CircleUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="menu-head">
          <div className="strong">{me.actor.name}</div>
          <div className="muted small">{peopleText.roles[me.role]}</div>
        </div>
        {organisations.length > 1 ? (
          <>
            <Menu.Divider />
            <Menu.Label>{text.organisation}</Menu.Label>
            {organisations.map((one) => (
              <Menu.Item
                key={one.orgId}
                rightSection={one.orgId === me.organisation.orgId ? <Check size={14} aria-hidden /> : undefined}
                onClick={() => {
                  chooseOrganisation(one.orgId);
                  location.assign('/');
                }}
              >
                {one.name}
              </Menu.Item>
            ))}
          </>
        ) : null}
        <Menu.Divider />
        <Menu.Label>{text.scheme}</Menu.Label>
        {schemes.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={14} aria-hidden />}
            rightSection={colorScheme === value ? <Check size={14} aria-hidden /> : undefined}
            onClick={() => setColorScheme(value)}
          >
            {text.schemes[value === 'auto' || value === 'light' ? value : 'dark']}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<ShieldCheck size={14} aria-hidden />}
          onClick={() => void navigate({ to: '/account' })}
        >
          {text.yourAccount}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={14} aria-hidden />} onClick={() => void leave()}>
          {text.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
