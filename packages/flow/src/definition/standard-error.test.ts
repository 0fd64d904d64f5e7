import { expect, test } from 'vitest';
import { isSameErrorType, standardErrorKindOf, standardErrorType } from './standard-error.ts';

test('a standard type is the same under both hosts and all their paths', () => {
  const ours = standardErrorType('communication');
  expect(ours).toBe('https://open-workflow-specification.org/spec/1.0.0/errors/communication');
  for (const type of [
    'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
    'https://serverlessworkflow.io/dsl/errors/types/communication',
    'https://open-workflow-specification.org/dsl/errors/types/communication',
  ]) {
    expect(isSameErrorType(ours, type)).toBe(true);
    expect(isSameErrorType(type, standardErrorType('timeout'))).toBe(false);
  }
});

test('other types compare as written', () => {
  expect(isSameErrorType('https://shop.example/errors/communication', standardErrorType('communication'))).toBe(false);
  expect(isSameErrorType('urn:own', 'urn:own')).toBe(true);
  expect(standardErrorKindOf('https://serverlessworkflow.io/errors/not-implemented')).toBeNull();
  expect(standardErrorKindOf('https://serverlessworkflow.io/dsl/errors/types/constructor')).toBeNull();
});
