import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { toast } from '../../parts/toasts.tsx';
import { updateMember, type Member, type Scope } from './members-api.ts';
import { text } from './people-messages.ts';
import { ScopeFields } from './scope-fields.tsx';

/** Changes what a member may do, and where. */
export function MemberForm({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const [scope, setScope] = useState<Scope>({ role: member.role, locationIds: member.locationIds });
  const save = useMutation({
    mutationFn: () => updateMember(member.personId, { role: scope.role, locationIds: scope.locationIds }),
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['identity'] });
    },
  });
  return (
    <DialogForm mutation={save} submitLabel={text.save} onCancel={onClose} onSubmit={() => save.mutate()}>
      <ScopeFields scope={scope} onChange={setScope} />
    </DialogForm>
  );
}
