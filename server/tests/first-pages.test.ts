// A library of so many Images that a search's first pages are ranked by themselves: they are those of the whole ranking.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Hit } from './support/client';
import { newFolder } from './support/folders';
import { importInto, palette, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { sqlite } from './support/sqlite';

const SEEN = 8;
const COPIES_OF_EACH = 380;
const HITS_MAX = 1000;
const data = join(newFolder(), 'library');
let server: Server;

/** Copies of the Images seen, each with an embedding of its own: that of its original, turned by some dimensions. */
function multiply(database: string): void {
  const columns = sqlite(database, `SELECT name FROM pragma_table_info('images')`).map(({ name }) => String(name));
  const values = columns.map((name) => {
    if (name === 'id') return 'id + n';
    return name === 'sha256' ? `printf('%s%04d', substr(sha256, 5), n)` : `"${name}"`;
  });
  const names = columns.map((name) => `"${name}"`).join(', ');
  sqlite(
    database,
    `CREATE TEMP TABLE turns AS WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < ${COPIES_OF_EACH})
       SELECT n FROM t;
     CREATE TEMP TABLE seen AS SELECT * FROM images;
     INSERT INTO images (${names}) SELECT ${values.join(', ')} FROM seen, turns;
     INSERT INTO embeddings (image_id, pack, vector)
       SELECT image_id + n, pack, CAST(substr(vector, 2 * n + 1) || substr(vector, 1, 2 * n) AS BLOB)
       FROM embeddings JOIN seen ON seen.id = image_id, turns;
     INSERT INTO image_text (rowid, title, tags, artist, description)
       SELECT id + n, CASE WHEN n % 9 = 0 THEN 'Distant harbour' ELSE 'Other' END, '', '', '' FROM seen, turns;
     INSERT INTO duplicate_pairs SELECT id + n, id + n + 1, 1, NULL FROM seen, turns WHERE n % 9 = 0 AND n < ${COPIES_OF_EACH};
     UPDATE images SET compared = 1;`,
  );
}

beforeAll(async () => {
  const pictures = newFolder();
  for (let i = 0; i < SEEN; ++i) writeFileSync(join(pictures, `${i}.png`), png(numbered(i)));
  await importInto(data, [pictures]);
  multiply(join(data, 'palette.db'));
  rmSync(join(data, 'index'), { recursive: true });
  server = await Server.start(data);
});

test.each([
  ['with words that some have', 'harbour'],
  ['with one word of two that some have', 'harbour zebra'],
  ['with words that nobody has', 'a quiet valley'],
])('pages of a search %s are those of the whole ranking', async (_, q) => {
  const whole = JSON.parse(
    (await palette(['search', '--data', data, '--json', '--limit', String(HITS_MAX), q])).stdout,
  );
  const ids = whole.results.map(({ id }: { id: string }) => id);
  expect(ids).toHaveLength(HITS_MAX);
  const found: Hit[] = [];
  let cursor: string | null | undefined;
  const pages = [];
  do {
    const page = await server.api.search({ q, limit: 40, ...(cursor ? { cursor } : {}) });
    pages.push(page);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  expect(found.map(({ id }) => id)).toEqual(ids);
  for (const { counts } of pages) expect(counts).toEqual(pages.at(-1)?.counts);
  const { strong, related, weak } = pages[0]?.counts ?? {};
  expect([strong, related, weak]).toEqual(
    ['strong', 'related', 'weak'].map((match) => found.filter((hit) => hit.match === match).length),
  );
});

test('a picture on a first page stands for all of it that the whole ranking has', async () => {
  const asked = { q: 'harbour', limit: 40, fold: true };
  const first = await server.api.search(asked);
  for (let { next_cursor: cursor } = first; cursor; )
    ({ next_cursor: cursor } = await server.api.search({ ...asked, cursor }));
  expect((await server.api.search(asked)).items).toEqual(first.items);
  expect(first.items.some((hit) => hit.copies)).toBe(true);
});
