import type { ParameterSchema } from '../parameter.ts';

/** A schema that the tests of this package share. */
export const testSchema: ParameterSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: {
      title: 'Limit',
      description: 'Above it somebody is asked',
      type: 'integer',
      minimum: 0,
      maximum: 1000,
      default: 100,
      'x-unit': 'EUR',
      'x-levels': ['format', 'location'],
    },
    approver: {
      title: 'Who approves',
      description: 'A role',
      type: 'string',
      enum: ['owner', 'operations'],
      default: 'owner',
    },
    formats: {
      title: 'Formats',
      description: 'Where it is used',
      type: 'array',
      items: { type: 'string', enum: ['shop', 'kiosk'] },
      default: ['shop'],
      'x-levels': ['region'],
    },
  },
};
