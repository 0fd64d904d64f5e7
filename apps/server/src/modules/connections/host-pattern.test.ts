import { expect, it } from 'vitest';
import { isHostAllowed } from './host-pattern.ts';

const allowed = (url: string, ...hosts: string[]): boolean => isHostAllowed(new URL(url), hosts);

it('allows a named host at its own port only', () => {
  expect(allowed('https://api.example.com/orders', 'api.example.com')).toBe(true);
  expect(allowed('https://api.example.com:8443/', 'api.example.com')).toBe(false);
  expect(allowed('https://example.com/', 'api.example.com')).toBe(false);
  expect(allowed('https://api.example.com.evil.test/', 'api.example.com')).toBe(false);
});

it('allows a named port, also where it is the one of the scheme', () => {
  expect(allowed('http://127.0.0.1:8080/', '127.0.0.1:8080')).toBe(true);
  expect(allowed('http://127.0.0.1:8081/', '127.0.0.1:8080')).toBe(false);
  expect(allowed('https://api.example.com/', 'api.example.com:443')).toBe(true);
  expect(allowed('http://api.example.com/', 'api.example.com:443')).toBe(false);
});

it('allows names below a starred host, and not the host itself', () => {
  expect(allowed('https://a.b.example.com/', '*.example.com')).toBe(true);
  expect(allowed('https://example.com/', '*.example.com')).toBe(false);
  expect(allowed('https://badexample.com/', '*.example.com')).toBe(false);
});
