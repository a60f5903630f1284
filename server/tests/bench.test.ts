import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from './support/folders';
import { palette } from './support/palette';
import { sharedLibrary } from './support/shared-library';

const shared = sharedLibrary();

test('measuring the search says how exact and how fast it is, and leaves no library behind', async () => {
  const data = join(newFolder(), 'none');
  const asked = ['--images', '6000', '--filter', '0.5', '--queries', '20', '--dimension', '64', '--json'];
  const outcome = await palette(['bench', 'search', '--data', data, ...asked]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const report = JSON.parse(outcome.stdout) as Record<string, number>;
  expect(report).toMatchObject({ images: 6000, dimension: 64, filter: 0.5 });
  expect(report.recall_at_50).toBeGreaterThan(0.95);
  expect(report.filtered_recall).toBeGreaterThan(0.95);
  for (const name of [
    'p50_ms',
    'p99_ms',
    'filtered_p50_ms',
    'float32_scan_ms',
    'bytes_read_per_query',
    'memory_bandwidth_gb_s',
    'resident_mb',
    'inserts_per_s',
    'ready_ms',
  ]) {
    expect(report[name], name).toBeGreaterThan(0);
  }
  expect((await palette(['bench', 'search', '--images', '10'])).code).toBe(1);
  expect(existsSync(data)).toBe(false);
});

test('the search is nearly exact on embeddings like those the starter pack gave real pictures', async () => {
  const asked = ['--images', '8000', '--filter', '0.6', '--queries', '20', '--json'];
  const outcome = await palette(['bench', 'search', '--data', shared.data, ...asked]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const report = JSON.parse(outcome.stdout) as Record<string, number | string>;
  expect(report).toMatchObject({ embeddings: "blended from the library's", dimension: 384 });
  expect(report.recall_at_50).toBeGreaterThanOrEqual(0.99);
  expect(report.filtered_recall).toBeGreaterThanOrEqual(0.99);
});
