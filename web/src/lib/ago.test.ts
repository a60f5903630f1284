import { expect, it } from 'vitest';
import { formatAgo } from './ago';

const NOW = Date.parse('2026-01-10T12:00:00Z');

it.each([
  ['2026-01-10T11:59:40Z', 'just now'],
  ['2026-01-10T11:58:00Z', '2 minutes ago'],
  ['2026-01-10T09:30:00Z', '2 hours ago'],
  ['2026-01-09T10:00:00Z', 'yesterday'],
  ['2024-01-09T10:00:00Z', '2 years ago'],
  ['2026-01-12T12:00:00Z', 'in 2 days'],
  ['nonsense', ''],
])('%s is %j', (iso, said) => {
  expect(formatAgo(iso, NOW)).toBe(said);
});
