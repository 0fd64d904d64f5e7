import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable, type Column } from '../../parts/grid-table.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { InviteForm } from './invite-form.tsx';
import { MemberForm } from './member-form.tsx';
import { membersQuery, updateMember, type Member } from './members-api.ts';
import { text } from './people-messages.ts';
import { useMay, useMe } from './session.ts';

export function PeopleRoom() {
  const may = useMay('member.manage');
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<Member>();
  const list = useInfiniteQuery(membersQuery);
  const disable = useMutation({
    mutationFn: (member: Member) => updateMember(member.personId, { disabled: member.disabledAt === null }),
    onSuccess: async (member) => {
      toast(member.disabledAt === null ? text.enabledDone(member.name) : text.disabledDone(member.name));
      await queryClient.invalidateQueries({ queryKey: ['identity'] });
    },
  });
  return (
    <Room
      title={text.people}
      intro={text.peopleIntro}
      actions={
        may ? (
          <Button size="xs" onClick={() => setInviting(true)}>
            {text.invite}
          </Button>
        ) : null
      }
    >
      <div className="card">
        {disable.error === null ? null : (
          <Alert role="alert" color="red" className="alert-bad">
            {messageOf(disable.error)}
          </Alert>
        )}
        <Queried query={list}>
          {() => (
            <MemberTable
              members={entriesOf(list.data)}
              may={may}
              onEdit={setEditing}
              onDisable={(member) => disable.mutate(member)}
            />
          )}
        </Queried>
        <MoreButton list={list} />
      </div>
      <Dialog title={text.invite} opened={inviting} onClose={() => setInviting(false)}>
        <InviteForm onClose={() => setInviting(false)} />
      </Dialog>
      <Dialog
        title={editing === undefined ? '' : text.editTitle(editing.name)}
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing === undefined ? null : <MemberForm member={editing} onClose={() => setEditing(undefined)} />}
      </Dialog>
    </Room>
  );
}

/** Where a member or key may act, in words. */
export function ScopeText({ locationIds }: { readonly locationIds: readonly string[] | null }) {
  const locationOf = useLocationOf();
  if (locationIds === null) return text.everywhere;
  const only = locationIds.length === 1 ? locationOf(locationIds[0] ?? null) : undefined;
  return only?.name ?? text.someLocations(formatCount(locationIds.length));
}

function MemberTable({
  members,
  may,
  onEdit,
  onDisable,
}: {
  readonly members: readonly Member[];
  readonly may: boolean;
  readonly onEdit: (member: Member) => void;
  readonly onDisable: (member: Member) => void;
}) {
  const me = useMe();
  const actions: Column<Member> = {
    header: text.actions,
    bare: true,
    right: true,
    cell: (member) =>
      member.personId === me.actor.id ? (
        <span className="muted">{text.you}</span>
      ) : (
        <div className="row-actions">
          <Button size="compact-xs" variant="default" onClick={() => onDisable(member)}>
            {member.disabledAt === null ? text.disable : text.enable}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onEdit(member)}>
            {text.edit}
          </Button>
        </div>
      ),
  };
  return (
    <GridTable
      label={text.people}
      rows={members}
      keyOf={(member) => member.personId}
      columns={[
        {
          header: text.name,
          bare: true,
          cell: (member) => (
            <div className="wrap-anywhere">
              <div className="strong">{member.name}</div>
              <div className="muted small">{member.email}</div>
            </div>
          ),
        },
        { header: text.role, cell: (member) => text.roles[member.role] },
        { header: text.locations, cell: (member) => <ScopeText locationIds={member.locationIds} /> },
        { header: text.since, cell: (member) => <span className="num">{formatInstant(member.createdAt)}</span> },
        {
          header: text.state,
          cell: (member) =>
            member.disabledAt === null ? <Tag tone="good">{text.active}</Tag> : <Tag>{text.disabled}</Tag>,
        },
        ...(may ? [actions] : []),
      ]}
    />
  );
}
