// A Palette as a file: out and back without loss, and what a hostile file comes to.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client';
import { multipart } from './support/client';
import { newFolder } from './support/folders';
import { checkAgrees, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { eventually } from './support/wait';

const PALETTES = '/api/v1/palettes';

let data: string;
let server: Server;
let ada: Client;
let pictures: Buffer[];
let images: string[];
let id: string;

beforeAll(async () => {
  data = join(newFolder(), 'library');
  server = await Server.start(data);
  ada = await server.api.register('Ada');
  pictures = [1, 2, 3].map((i) => png(numbered(i)));
  images = [];
  for (const [i, bytes] of pictures.entries()) {
    const fields = { title: `No. ${i}`, artist: 'Ada', description: 'One\nof three', tags: 'red, "round"' };
    images.push((await ada.add({ bytes, name: `numéro ${i}.png`, fields })).id);
  }
  const made = await ada.json('POST', PALETTES, { title: 'Three — trois', description: 'a\nb', image_ids: images });
  id = made.json.id;
  await ada.json('PATCH', `${PALETTES}/${id}`, { cover_image_id: images[2] });
});

interface Entry {
  name: string;
  bytes: Buffer;
}

/** Files of a stored ZIP, by its local headers and its directory. */
function unzip(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); ++i) {
    const [size, nameLength, extra, comment] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + size);
    expect(zip.readUInt16LE(at + 10), 'stored').toBe(0);
    expect(crc32(bytes), 'its checksum').toBe(zip.readUInt32LE(at + 16));
    entries.push({ name: zip.subarray(at + 46, at + 46 + nameLength).toString(), bytes });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

/** A stored ZIP with whatever names and bytes. */
function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), facts, place, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]);
}

function send(client: Client, archive: Buffer) {
  const head = 'Content-Disposition: form-data; name="file"; filename="p.zip"\r\nContent-Type: application/zip';
  return client.request('POST', `${PALETTES}/import`, multipart([{ head, body: archive }]));
}

const exported = async (client: Client, palette: string) => (await client.ok(`${PALETTES}/${palette}/export.zip`)).body;
const documentOf = (entries: Entry[]) =>
  JSON.parse(entries.find((entry) => entry.name === 'palette.json')?.bytes.toString() ?? '');

test('holds the Originals, their words and whom to name', async () => {
  const answer = await ada.ok(`${PALETTES}/${id}/export.zip`);
  expect(answer.headers['content-type']).toBe('application/zip');
  expect(answer.headers['content-disposition']).toContain('.zip');
  expect(answer.headers['cache-control']).toBe('private, no-store');
  const entries = unzip(answer.body);
  expect(entries.slice(2).map((entry) => entry.bytes)).toEqual(pictures);
  expect(documentOf(entries)).toMatchObject({
    format: 'palette',
    version: 1,
    title: 'Three — trois',
    description: 'a\nb',
    cover_image: 2,
    images: [{ title: 'No. 0', artist: 'Ada', tags: ['red', '"round"'] }, {}, {}],
  });
  expect(entries[1]?.bytes.toString()).toContain('Artist: Ada');
});

test('comes back without loss, into this library and into an empty one', async () => {
  const archive = await exported(ada, id);
  const again = await send(ada, archive);
  expect(again.status, again.text).toBe(201);
  expect(again.json).toMatchObject({
    title: 'Three — trois',
    images: 3,
    visibility: 'private',
    cover_image_id: images[2],
  });
  expect(again.json.id).not.toBe(id);

  const elsewhere = join(newFolder(), 'library');
  const empty = await Server.start(elsewhere);
  const bob = await empty.api.register('Bob');
  const imported = await send(bob, archive);
  expect(imported.status, imported.text).toBe(201);
  await eventually('all three are shown', async () =>
    (await bob.ok(`${PALETTES}/${imported.json.id}`)).json.images === 3 ? true : undefined,
  );
  await bob.whenSettled(3);
  const back = await exported(bob, imported.json.id);
  const names = (entries: Entry[]) => entries.map((entry) => entry.name);
  expect(names(unzip(back))).toEqual(names(unzip(archive)));
  expect(documentOf(unzip(back))).toEqual(documentOf(unzip(archive)));
  await empty.stop();
  await checkAgrees(elsewhere);
});

test('exports only what whoever asks may see', async () => {
  const lost = (await ada.add({ bytes: png(numbered(50)) })).id;
  const made = await ada.json('POST', PALETTES, { title: 'x', visibility: 'public', image_ids: [images[0], lost] });
  await ada.delete(lost);
  const entries = unzip(await exported(server.api, made.json.id));
  expect(entries).toHaveLength(3);
  expect(documentOf(entries).images).toHaveLength(1);
});

test('swatches are of the leading colours', async () => {
  const gpl = (await ada.ok(`${PALETTES}/${id}/export.gpl`)).text;
  expect(gpl).toMatch(/^GIMP Palette\nName: Three — trois\nColumns: 8\n#\n( *\d+ +\d+ +\d+\t#[0-9a-f]{6}\n)+$/);
  const ase = (await ada.ok(`${PALETTES}/${id}/export.ase`)).body;
  expect(ase.subarray(0, 4).toString()).toBe('ASEF');
  expect(ase.readUInt32BE(8)).toBe(gpl.trimEnd().split('\n').length - 4 + 2);
});

const picture = png(numbered(70));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const palette = (files: { file: string; sha256: string }[]): Entry => ({
  name: 'palette.json',
  bytes: Buffer.from(JSON.stringify({ format: 'palette', version: 1, title: 'x', images: files })),
});
const good: Entry = { name: 'originals/1.png', bytes: picture };
const listed = { file: good.name, sha256: sha256(picture) };
const noPicture = Buffer.from('not a picture at all');

test.each<[string, () => Buffer, number, string]>([
  ['no ZIP', () => Buffer.from('PK? no.'), 400, 'archive_invalid'],
  ['an empty file', () => Buffer.alloc(0), 400, 'archive_invalid'],
  ['half a ZIP', () => zip([palette([listed]), good]).subarray(0, 150), 400, 'archive_invalid'],
  ['no document', () => zip([good]), 400, 'archive_invalid'],
  ['a file missing', () => zip([palette([listed])]), 400, 'archive_invalid'],
  [
    'other bytes than promised',
    () => zip([palette([{ ...listed, sha256: sha256(noPicture) }]), good]),
    400,
    'archive_invalid',
  ],
  [
    'a way out',
    () => zip([palette([listed]), good, { name: '../../out.png', bytes: picture }]),
    400,
    'archive_invalid',
  ],
  [
    'a path for a name',
    () => zip([palette([{ ...listed, file: '/etc/passwd' }]), { name: '/etc/passwd', bytes: picture }]),
    400,
    'archive_invalid',
  ],
  [
    'something that is no picture, after one that is',
    () => {
      const bad = { name: 'originals/2.png', bytes: noPicture };
      return zip([palette([listed, { file: bad.name, sha256: sha256(noPicture) }]), good, bad]);
    },
    415,
    'image_type_unsupported',
  ],
])('a file with %s is refused, and nothing of it comes in', async (_, archive, status, code) => {
  const before = await ada.library();
  const mine = (await ada.ok(`${PALETTES}?mine=1&limit=200`)).json.items.length;
  const answer = await send(ada, archive());
  expect([answer.status, answer.json.code], answer.text).toEqual([status, code]);
  expect((await ada.library()).images).toBe(before.images);
  expect((await ada.ok(`${PALETTES}?mine=1&limit=200`)).json.items).toHaveLength(mine);
});

test('needs somebody whose it shall be', async () => {
  const answer = await send(server.api, zip([palette([listed]), good]));
  expect([answer.status, answer.json.code]).toEqual([401, 'login_required']);
});
