import { expect, it } from 'vitest';
import { fieldsOf, firstValues } from './schema-fields.ts';

const schema = {
  type: 'object',
  required: ['send', 'role'],
  properties: {
    send: { type: 'boolean', title: 'We send it' },
    answerHours: { type: 'integer', minimum: 1, maximum: 9, default: 4, 'x-unit': 'hours' },
    role: { type: 'string', enum: ['owner', 'operations'] },
    formats: { type: 'array', items: { type: 'string', enum: ['shop', 'kiosk'] } },
    reason: { type: 'string', maxLength: 500 },
    nested: { type: 'object', properties: {} },
    list: { type: 'array', items: { type: 'integer' } },
  },
};

it('finds the fields that a form can show, in order, and leaves the others out', () => {
  expect(fieldsOf(schema)).toMatchObject([
    { name: 'send', kind: 'truth', title: 'We send it', required: true },
    { name: 'answerHours', kind: 'number', title: 'Answer hours', whole: true, minimum: 1, maximum: 9, unit: 'hours' },
    { name: 'role', kind: 'choice', options: ['owner', 'operations'] },
    { name: 'formats', kind: 'choices', options: ['shop', 'kiosk'] },
    { name: 'reason', kind: 'text', maxLength: 500, required: false },
  ]);
  expect(fieldsOf(null)).toEqual([]);
  expect(fieldsOf({ properties: 'nonsense' })).toEqual([]);
});

it('begins with what is preset, and with what must be told', () => {
  expect(firstValues(schema)).toEqual({ send: false, answerHours: 4, role: 'owner' });
});
