import { expect, it } from 'vitest';
import { maskPersonal, shownTo } from './mask-personal.ts';

const data = {
  customer: { email: 'ann@example.com', firstName: 'Ann', points: 12, phones: ['1'], phone: ['+49 1', ''] },
  note: 'Write to ann@example.com, or to bob@shop.example.',
  deliveryAddress: { street: 'Long Road 1', city: 'Berlin' },
  lines: [{ itemName: 'Soap', price: 3, contactName: null }],
};

it('what is personal is masked wherever it stands, and nothing else', () => {
  expect(maskPersonal(data)).toEqual({
    customer: { email: '•••', firstName: '•••', points: 12, phones: ['1'], phone: ['•••', ''] },
    note: 'Write to •••, or to •••.',
    deliveryAddress: { street: '•••', city: '•••' },
    lines: [{ itemName: 'Soap', price: 3, contactName: null }],
  });
});

it('by role', () => {
  expect(shownTo({ role: 'operations' })(data)).toBe(data);
  expect(JSON.stringify(shownTo({ role: 'analyst' })(data))).not.toContain('ann@');
  expect(JSON.stringify(shownTo({ role: 'auditor' })(data))).not.toContain('Ann');
});
