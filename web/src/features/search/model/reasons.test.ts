import { expect, it } from 'vitest';
import type { Signal } from '@/api/client';
import { reasonsOf } from './reasons';

const signal = (more: Partial<Signal>): Signal => ({
  kind: 'meaning',
  what: 'sea',
  value: 0.3,
  z: 3,
  weight: 1,
  contribution: 3,
  match: 'strong',
  ...more,
});

it('puts the strongest reason first, measures the others by it, and leaves out what says nothing', () => {
  const reasons = reasonsOf([
    signal({ kind: 'words', what: 'sea', contribution: 6 }),
    signal({}),
    signal({ kind: 'not_meaning', what: 'ships', contribution: -1.5 }),
    signal({ kind: 'color', what: '#000000', contribution: 0 }),
  ]);
  expect(reasons.map(({ label, what, part, says }) => [label, what, part, says])).toEqual([
    ['Has the words', 'sea', 1, 'strongly'],
    ['Means', 'sea', 0.5, 'strongly'],
    ['Means what it should not', 'ships', -0.25, 'speaks against it'],
  ]);
});
