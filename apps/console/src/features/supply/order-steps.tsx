import { mayDo, type Permission, type PurchaseOrder, type PurchaseOrderStatus } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMe } from '../identity/session.ts';
import { DraftForm } from './draft-form.tsx';
import { text } from './messages.ts';
import { ReceiptForm } from './receipt-form.tsx';
import { takeStep, type OrderStep } from './supply-api.ts';

const permissionOf: Readonly<Record<OrderStep, Permission>> = {
  approve: 'supply.order.approve',
  reopen: 'supply.order.approve',
  place: 'supply.order.place',
  cancel: 'supply.order.draft',
  close: 'supply.order.draft',
};

/** The steps that an order may take next, the likeliest last. The server decides; this only spares hopeless buttons. */
const stepsOf: Readonly<Record<PurchaseOrderStatus, readonly OrderStep[]>> = {
  draft: ['cancel', 'approve'],
  approved: ['cancel', 'reopen', 'place'],
  sent: ['cancel', 'close'],
  acknowledged: ['cancel', 'close'],
  'part-received': ['close'],
  received: ['close'],
  closed: [],
  cancelled: [],
};
const receivable: readonly PurchaseOrderStatus[] = ['sent', 'acknowledged', 'part-received', 'received'];

type Opened = 'change' | 'receive' | 'cancel' | 'close';

/** What may be done with an order now, by this role. */
export function OrderSteps({ order }: { readonly order: PurchaseOrder }) {
  const { role } = useMe();
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  const step = useMutation({
    mutationFn: (taken: OrderStep) => takeStep(order.orderId, taken),
    onSuccess: async (_order, taken) => {
      toast(text.stepDone[taken]);
      close();
      await queryClient.invalidateQueries({ queryKey: ['supply'] });
    },
  });
  const steps = stepsOf[order.status].filter((one) => mayDo(role, permissionOf[one]));
  const mayReceive = mayDo(role, 'supply.order.receive') && receivable.includes(order.status);
  return (
    <>
      {step.error !== null && opened === undefined ? (
        <span role="alert" className="bad">
          {messageOf(step.error)}
        </span>
      ) : null}
      {order.status === 'draft' && mayDo(role, 'supply.order.draft') ? (
        <Button size="xs" variant="default" onClick={() => setOpened('change')}>
          {text.change}
        </Button>
      ) : null}
      {steps.map((one) =>
        one === 'cancel' || one === 'close' ? (
          <Button key={one} size="xs" variant="default" onClick={() => setOpened(one)}>
            {text.steps[one]}
          </Button>
        ) : (
          <Button
            key={one}
            size="xs"
            variant={one === 'reopen' ? 'default' : 'filled'}
            loading={step.isPending && step.variables === one}
            onClick={() => step.mutate(one)}
          >
            {text.steps[one]}
          </Button>
        ),
      )}
      {mayReceive ? (
        <Button size="xs" onClick={() => setOpened('receive')}>
          {text.receive}
        </Button>
      ) : null}
      <Dialog title={text.changeTitle} size="lg" opened={opened === 'change'} onClose={close}>
        <DraftForm order={order} onClose={close} />
      </Dialog>
      <Dialog title={text.receive} size="lg" opened={opened === 'receive'} onClose={close}>
        <ReceiptForm order={order} onClose={close} />
      </Dialog>
      <Dialog
        title={opened === 'cancel' || opened === 'close' ? text.sure[opened] : ''}
        opened={opened === 'cancel' || opened === 'close'}
        onClose={close}
      >
        {opened === 'cancel' || opened === 'close' ? (
          <DialogForm
            intro={text.sureIntro[opened]}
            danger={opened === 'cancel'}
            mutation={step}
            submitLabel={text.steps[opened]}
            onCancel={close}
            onSubmit={() => step.mutate(opened)}
          />
        ) : null}
      </Dialog>
    </>
  );
}
