// Libraries of every earlier schema, with rows in every table they had: the program of today opens them, and everything is
// there.

import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './support/client';
import { newFolder } from './support/folders';
import { checkAgrees, importInto, palette, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { sqlite } from './support/sqlite';

const folder = resolve(import.meta.dirname, '../src/store/migrations');
const migrations = readdirSync(folder).toSorted();
/** The first with accounts: somebody can come back with their cookie. */
const WITH_ACCOUNTS = migrations.indexOf('0003_accounts.sql') + 1;

/** A library of today in which every table has rows. */
let data: string;
let ada: Client;
let shown: string[];
let bytes: Buffer[];

const tablesOf = (file: string) =>
  sqlite(
    file,
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'`,
  ).map(({ name }) => String(name));
const columnsOf = (file: string, table: string) =>
  sqlite(file, `SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => String(name));

function rowsOf(file: string, table: string, columns: readonly string[]): string[] {
  const quoted = columns.map((column) => `quote("${column}") AS "${column}"`).join(', ');
  return sqlite(file, `SELECT ${quoted} FROM "${table}"`)
    .map((row) => JSON.stringify(row))
    .toSorted();
}

beforeAll(async () => {
  data = join(newFolder(), 'library');
  const pictures = newFolder('pictures');
  bytes = Array.from({ length: 5 }, (_, i) => png(numbered(i + 1)));
  for (const [i, picture] of bytes.entries()) {
    writeFileSync(join(pictures, `${i}.png`), picture);
    writeFileSync(join(pictures, `${i}.txt`), `Picture number ${i}`);
  }
  expect((await importInto(data, [pictures], { owner: 'Imported' })).code).toBe(0);
  const server = await Server.start(data);
  ada = await server.api.register('Ada', { email: 'ada@example.org' });
  const bob = await ada.register('Bob');
  const images = (await ada.walk('/api/v1/images')).map(({ id }) => id);
  const [gone, ...rest] = images as [string, ...string[]];
  for (const id of rest) {
    await ada.patch(id, { tags: ['kept', `tag ${id}`], title: `Title of ${id}` });
    await ada.request('PUT', `/api/v1/images/${id}/like`);
  }
  await ada.json('POST', '/api/v1/me/tokens', { name: 'script' });
  await ada.json('PATCH', '/api/v1/instance', { registration: 'closed', quota_bytes_max: 1_000_000_000 });
  const five = ['birds', 'landscapes', 'food', 'abstract', 'drawings'].map((id) => ({ id }));
  await ada.json('PUT', '/api/v1/me/interests', { interests: five });
  await ada.json('PATCH', '/api/v1/me/taste', { weights: { birds: 2 } });
  await bob.ok('/api/v1/feed');
  await bob.json('POST', '/api/v1/feed/feedback', { image_id: rest[0], action: 'open' });
  await ada.json('POST', '/api/v1/me/searches', { name: 'Kept', query: 'q=red' });
  const made = await ada.json('POST', '/api/v1/palettes', { title: 'Kept', visibility: 'public', image_ids: rest });
  await ada.json('PUT', `/api/v1/palettes/${made.json.id}/people/@bob`, { role: 'contributor' });
  await ada.json('POST', '/api/v1/uploads', { bytes: 1000, file_name: 'half.png' });
  await ada.delete(gone);
  shown = rest;
  await ada.whenReady(rest[0] as string);
  await server.stop();
  sqlite(
    join(data, 'palette.db'),
    `INSERT INTO identities SELECT 'https://id.example', 'ada', person_id, 0 FROM accounts LIMIT 1;
     INSERT INTO jobs (kind, image_id) SELECT 'understand', id FROM images WHERE state = 'ready' AND deleted_at IS NULL LIMIT 1;
     INSERT INTO corrected_tags SELECT image_id, tag_id, NULL FROM image_tags LIMIT 1;
     INSERT OR IGNORE INTO duplicate_pairs SELECT min(id), max(id), 0, 0 FROM images;
     INSERT INTO discarded_files VALUES ('${'0'.repeat(64)}');`,
  );
});

/** A copy of the library whose database has the schema of `version` and the rows it can hold. */
function libraryOf(version: number): { copy: string; database: string } {
  const copy = join(newFolder(), 'library');
  cpSync(data, copy, { recursive: true });
  const database = join(copy, 'palette.db');
  const today = join(copy, 'today.db');
  renameSync(database, today);
  rmSync(join(copy, 'index'), { recursive: true, force: true }); // a cache, of another log
  const sql = migrations.slice(0, version).map((name) => readFileSync(join(folder, name), 'utf8'));
  sqlite(database, ['PRAGMA journal_mode = WAL;', ...sql, `PRAGMA user_version = ${version};`].join('\n'));
  const copies = tablesOf(database).map((table) => {
    const now = new Set(columnsOf(today, table));
    const columns = columnsOf(database, table).filter((column) => now.has(column));
    const names = [...(table === 'image_text' ? ['rowid'] : []), ...columns].map((name) => `"${name}"`).join(', ');
    // Left out is what the old schema had no word for, as likes in the log.
    return `DELETE FROM "${table}"; INSERT OR IGNORE INTO "${table}" (${names}) SELECT ${names} FROM today."${table}";`;
  });
  sqlite(database, [`PRAGMA foreign_keys = OFF; ATTACH '${today}' AS today; BEGIN;`, ...copies, 'COMMIT;'].join('\n'));
  rmSync(today);
  return { copy, database };
}

test('the library of these tests has rows in every table', () => {
  const database = join(data, 'palette.db');
  const empty = tablesOf(database).filter((table) => sqlite(database, `SELECT 1 FROM "${table}" LIMIT 1`).length === 0);
  expect(empty).toEqual([]);
});

describe.each(migrations.slice(0, -1).map((name, i) => [name, i + 1] as const))('a library as of %s', (_, version) => {
  test('is opened with every row, found whole, and served', async () => {
    const { copy, database } = libraryOf(version);
    const before = new Map(
      tablesOf(database).map((table) => {
        const columns = columnsOf(database, table);
        return [table, { columns, rows: rowsOf(database, table, columns) }];
      }),
    );
    for (const [table, { rows }] of before) expect(rows.length, `rows in ${table}`).toBeGreaterThan(0);

    const opened = await palette(['user', 'list', '--data', copy, '--json']);
    expect(opened.code, opened.stderr).toBe(0);
    expect(sqlite(database, 'PRAGMA user_version')).toEqual([{ user_version: migrations.length }]);
    for (const [table, { columns, rows }] of before) {
      const kept = new Set(columnsOf(database, table));
      expect(
        columns.filter((column) => !kept.has(column)),
        `columns of ${table} that went`,
      ).toEqual([]);
      expect(rowsOf(database, table, columns), table).toEqual(rows);
    }

    const server = await Server.start(copy);
    const cards = await server.api.walk('/api/v1/images');
    expect(cards.map(({ id }) => id).toSorted()).toEqual(shown.toSorted());
    for (const id of shown) {
      const image = await server.api.image(id);
      expect(image).toMatchObject({ title: `Title of ${id}`, state: 'ready' });
      expect(image.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['kept', `tag ${id}`]));
      const original = (await server.api.ok(`/api/v1/images/${id}/original`)).body;
      expect(bytes.some((picture) => picture.equals(original))).toBe(true);
    }
    const found = await server.api.search({ q: `"Title of ${shown[0]}"` });
    expect(found.items.map(({ id }) => id)).toContain(shown[0]);
    if (version >= WITH_ACCOUNTS) {
      const again = ada.at(server.url);
      expect(await again.me()).toMatchObject({ name: 'Ada', role: 'owner', email: 'ada@example.org' });
      expect((await again.walk('/api/v1/me/likes')).map(({ id }) => id).toSorted()).toEqual(shown.toSorted());
      const [kept] = (await again.ok('/api/v1/palettes?mine=1')).json.items;
      expect(kept).toMatchObject({ title: 'Kept', images: shown.length, role: 'owner' });
      expect((await again.ok('/api/v1/feed')).json.items).toBeInstanceOf(Array);
    }
    await server.stop();
    await checkAgrees(copy);
  });
});
