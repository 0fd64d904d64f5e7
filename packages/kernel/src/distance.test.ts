import { expect, it } from 'vitest';
import { distanceKm } from './distance.ts';

const berlin = { latitude: 52.52, longitude: 13.405 };
const newYork = { latitude: 40.7128, longitude: -74.006 };

it('is the way over the great circle', () => {
  expect(distanceKm(berlin, newYork)).toBeCloseTo(6385, -1);
  expect(distanceKm(newYork, berlin)).toBeCloseTo(distanceKm(berlin, newYork), 9);
  expect(distanceKm(berlin, berlin)).toBe(0);
});

it('holds at the date line and at opposite ends of the earth', () => {
  expect(distanceKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(111.2, 1);
  expect(distanceKm({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 0 })).toBeCloseTo(Math.PI * 6371, 6);
});
