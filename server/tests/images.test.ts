// Over 500 lines because all that can be asked of one Image, and all that is refused, stands in a few tables.

import { request } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Client, type Image, multipart } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { checkAgrees, importInto, Server } from './support/palette';
import { bmp, jpeg, numbered, png, svg, xmp } from './support/pictures';
import { writeFiles } from './support/shared-pictures';
import { eventually } from './support/wait';

const data = join(newFolder(), 'library');
let server: Server;
let api: Client;
let next = 1;
const newPicture = () => png(numbered(next++));

beforeAll(async () => {
  server = await Server.start(data);
  api = server.api;
});

async function isListed(id: string): Promise<boolean> {
  return (await api.walk('/api/v1/images', { limit: 200 })).some((card) => card.id === id);
}

async function isFound(id: string, query: Record<string, string>): Promise<boolean> {
  return (await api.walk('/api/v1/search', { ...query, limit: 200 })).some((card) => card.id === id);
}

describe('an upload', () => {
  test('answers 201 with the place of the new Image, and 200 with the same Image for the same bytes', async () => {
    const bytes = newPicture();
    const first = await api.upload({ bytes, name: 'first.png', fields: { title: 'First' } });
    expect(first.status).toBe(201);
    expect(first.headers.location).toBe(`/api/v1/images/${first.json.id}`);
    expect((await api.ok(first.headers.location as string)).json).toMatchObject({ id: first.json.id, title: 'First' });
    const again = await api.upload({ bytes, name: 'again.png', fields: { title: 'Again' } });
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ id: first.json.id, title: 'First', file_name: 'first.png' });
  });

  test('that many send at once is one Image, which one of them made', async () => {
    const bytes = newPicture();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.upload({ bytes })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
  });

  test('may come in chunks', async () => {
    const form = multipart([
      { head: 'Content-Disposition: form-data; name="file"; filename="chunks.png"', body: newPicture() },
    ]);
    const status = await new Promise<number>((resolve, reject) => {
      const upload = request(`${server.url}/api/v1/images`, { method: 'POST', headers: form.headers });
      upload.on('response', (response) => resolve(response.resume().statusCode ?? 0));
      upload.on('error', reject);
      for (let at = 0; at < form.body.length; at += 333) upload.write(form.body.subarray(at, at + 333));
      upload.end();
    });
    expect(status).toBe(201);
  });

  test('carries title, description, artist and tags', async () => {
    const image = await api.add({
      bytes: newPicture(),
      name: 'C:\\Users\\me\\Scan 1.png',
      fields: {
        title: ' Two\tspaces ',
        description: 'Line one\nline two',
        artist: 'Ana Ruß',
        tags: 'Blue, wide sky,, Blue ,',
      },
    });
    expect(image).toMatchObject({
      title: 'Two spaces',
      description: 'Line one\nline two',
      artist: 'Ana Ruß',
      file_name: 'Scan 1.png',
      alt: 'Two spaces by Ana Ruß',
      bytes: expect.any(Number),
    });
    const given = image.tags.filter((tag) => tag.source === 'person');
    expect(given.map((tag) => tag.name)).toEqual(['blue', 'wide sky']);
    expect(given.every((tag) => tag.confidence === null)).toBe(true);
  });

  test('takes words from inside the file where the form has none', async () => {
    const bytes = png(numbered(next++), { xmp: xmp({ title: 'Inside', description: 'Deep inside', tags: ['inner'] }) });
    const image = await api.add({ bytes, fields: { title: 'Outside' } });
    expect(image).toMatchObject({ title: 'Outside', description: 'Deep inside' });
    expect(image.tags.map((tag) => tag.name)).toContain('inner');
  });

  test('is judged by its bytes, not by its Content-Type or name', async () => {
    const image = await api.add({ bytes: jpeg(numbered(next++)), name: 'page.html', type: 'text/html' });
    expect(image.media_type).toBe('image/jpeg');
    const original = await api.ok(`/api/v1/images/${image.id}/original`);
    expect(original.headers['content-type']).toBe('image/jpeg');
    const refused = await api.upload({ bytes: bmp(numbered(1)), name: 'fine.png', type: 'image/png' });
    expect(refused.status).toBe(415);
  });

  test('is found by its own title, by its tag and as similar within 2 s', async () => {
    const twin = await api.add({ bytes: png(numbered(500, 90, 60)), fields: { title: 'Older twin' } });
    const started = performance.now();
    const answer = await api.upload({
      bytes: png(numbered(500, 180, 120)),
      fields: { title: 'Quicksilver zeppelin', tags: 'airship' },
    });
    const { id } = answer.json as Image;
    await eventually(
      'found by its title',
      async () => (await isFound(id, { q: 'quicksilver zeppelin' })) || undefined,
      2_000,
    );
    await eventually('found by its tag', async () => (await isFound(id, { tag: 'airship' })) || undefined, 2_000);
    await eventually(
      'found as similar',
      async () => {
        const similar = await api.search({ like: twin.id, limit: 5 });
        return similar.items.some((hit) => hit.id === id) || undefined;
      },
      2_000,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('is found by meaning as soon as it says that it is ready', async () => {
    for (let i = 0; i < 3; ++i) {
      const { id } = (await api.upload({ bytes: newPicture() })).json as Image;
      await eventually('ready', async () => (await api.image(id)).state === 'ready' || undefined);
      expect((await api.get(`/api/v1/images/${id}/similar`)).status).toBe(200);
      expect(await isListed(id)).toBe(true);
    }
  });

  test('tells everybody who listens when it is ready, and is ready when they hear it', async () => {
    const stream = await EventStream.open(server.url);
    const { id } = (await api.upload({ bytes: newPicture(), fields: { title: 'Announced xylophone' } })).json as Image;
    await stream.next('image.ready', (event) => event.name === 'image.ready' && event.data.id === id);
    expect(await api.image(id)).toMatchObject({ state: 'ready', failure: null });
    expect(await isListed(id)).toBe(true);
    expect(await isFound(id, { q: 'xylophone' })).toBe(true);
    expect((await api.get(`/api/v1/images/${id}/similar`)).status).toBe(200);
    stream.close();
  });

  test('without a file is refused', async () => {
    for (const form of [
      multipart([{ head: 'Content-Disposition: form-data; name="title"', body: 'Only words' }]),
      multipart([{ head: 'Content-Disposition: form-data; name="picture"; filename="a.png"', body: newPicture() }]),
      multipart([{ head: 'Content-Disposition: form-data; name="file"', body: 'no file but a field' }]),
    ]) {
      const answer = await api.request('POST', '/api/v1/images', form);
      expect(answer.status).toBe(400);
      expect(answer.json.code).toBe('file_missing');
    }
  });

  test('that is no form is answered 415, a broken form 400', async () => {
    const json = await api.request('POST', '/api/v1/images', {
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(415);
    const form = multipart([
      { head: 'Content-Disposition: form-data; name="file"; filename="a.png"', body: newPicture() },
    ]);
    const cut = await api.request('POST', '/api/v1/images', {
      ...form,
      body: form.body.subarray(0, form.body.length - 20),
    });
    expect(cut.status).toBe(400);
    expect(cut.json.code).toBe('multipart_malformed');
  });

  test('of two files is answered 413', async () => {
    const part = (name: string) => ({
      head: `Content-Disposition: form-data; name="file"; filename="${name}"`,
      body: newPicture(),
    });
    expect((await api.request('POST', '/api/v1/images', multipart([part('a.png'), part('b.png')]))).status).toBe(413);
  });

  test('that is too large is answered 413 before it is sent', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const upload = request(`${server.url}/api/v1/images`, {
        method: 'POST',
        headers: {
          'Content-Type': 'multipart/form-data; boundary=b',
          'Content-Length': '600000000',
          Expect: '100-continue',
        },
      });
      upload.on('continue', () => reject(new Error('The server wants to see 600 MB.')));
      upload.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        upload.destroy();
      });
      upload.on('error', reject);
      upload.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test.each([
    ['title', 501],
    ['artist', 501],
    ['description', 10_001],
    ['tags', 2_001],
  ])('with a %s of %d letters is refused', async (field, letters) => {
    const answer = await api.upload({ bytes: newPicture(), fields: { [field]: 'x'.repeat(letters) } });
    expect(answer.status).toBe(400);
  });

  test('of another web site is refused', async () => {
    const forged: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-site' },
    ];
    for (const headers of forged) {
      const bytes = newPicture();
      const answer = await api.upload({ bytes }, headers);
      expect(answer.status, JSON.stringify(headers)).toBe(403);
      expect(answer.json.code).toBe('cross_site');
    }
    const own = await api.upload({ bytes: newPicture() }, { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' });
    expect(own.status).toBe(201);
    const id = own.json.id as string;
    for (const method of ['DELETE', 'PATCH']) {
      const answer = await api.request(method, `/api/v1/images/${id}`, { headers: { Origin: 'https://evil.example' } });
      expect(answer.status, method).toBe(403);
    }
    expect((await api.get(`/api/v1/images/${id}`, { Origin: 'https://evil.example' })).status).toBe(200);
  });

  test('that breaks off leaves nothing behind', async () => {
    const before = await api.library();
    await new Promise<void>((resolve) => {
      const upload = request(`${server.url}/api/v1/images`, {
        method: 'POST',
        headers: { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '1000000' },
      });
      upload.on('error', () => {});
      upload.on('close', () => resolve());
      upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n', () =>
        upload.destroy(),
      );
    });
    expect((await api.library()).images).toBe(before.images);
  });
});

describe('changing words', () => {
  test('changes only the fields that are given', async () => {
    const { id } = await api.add({
      bytes: newPicture(),
      fields: { title: 'Old', description: 'Kept', artist: 'Kept too', tags: 'kept' },
    });
    const changed = await api.patch(id, { title: 'New walrus' });
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({ id, title: 'New walrus', description: 'Kept', artist: 'Kept too' });
    expect(changed.json.tags).toContainEqual({ name: 'kept', source: 'person', confidence: null });
    expect(await api.image(id)).toEqual(changed.json);
  });

  test('is what search goes by at once', async () => {
    const { id } = await api.add({ bytes: newPicture(), fields: { title: 'Marzipan', tags: 'sweet' } });
    await api.patch(id, { title: 'Nougat', tags: ['sticky'] });
    expect(await isFound(id, { q: 'nougat' })).toBe(true);
    expect(await isFound(id, { tag: 'sticky' })).toBe(true);
    expect(await isFound(id, { tag: 'sweet' })).toBe(false);
    const page = await api.search({ q: 'marzipan', limit: 200 });
    expect(page.items.find((hit) => hit.id === id)?.match ?? 'weak').toBe('weak');
  });

  test('empties a field', async () => {
    const { id } = await api.add({ bytes: newPicture(), fields: { title: 'Soon gone', artist: 'Me' } });
    expect((await api.patch(id, { title: '', artist: '' })).json).toMatchObject({ title: '', artist: '' });
    expect((await api.image(id)).alt).not.toBe('');
  });

  test('is heard by everybody who listens', async () => {
    const { id } = await api.add({ bytes: newPicture() });
    const stream = await EventStream.open(server.url);
    await api.patch(id, { title: 'Heard' });
    await stream.next('image.updated', (event) => event.name === 'image.updated' && event.data.id === id);
    stream.close();
  });

  test('rejects AI tags that are left out, also when the library is opened again and the file is imported again', async () => {
    const folder = newFolder('rejected');
    const own = join(newFolder(), 'library');
    // A drawing of much that the tagger knows; which of it is seen does not matter here.
    writeFiles(folder, {
      'tree.svg': svg(
        `<rect width="200" height="150" fill="#9fd0f0"/><rect y="110" width="200" height="40" fill="#5a9a3c"/>
         <rect x="92" y="80" width="16" height="45" fill="#6b4226"/><circle cx="100" cy="60" r="40" fill="#2e7d32"/>`,
      ),
    });
    await importInto(own, [folder]);
    let other = await Server.start(own);
    const [card] = await other.api.walk('/api/v1/images');
    const { id } = card as Image;
    const ai = (await other.api.image(id)).tags;
    expect(ai.length, 'the starter pack gives this drawing a tag').toBeGreaterThan(0);
    expect(ai.every((tag) => tag.source === 'ai' && (tag.confidence ?? 0) > 0)).toBe(true);
    const rejected = ai[0]?.name as string;
    const kept = ai.slice(1).map((tag) => tag.name);
    const changed = (await other.api.patch(id, { tags: [...kept, 'mine'] })).json as Image;
    expect(changed.tags.map((tag) => tag.name).sort()).toEqual([...kept, 'mine'].sort());
    expect(changed.tags.filter((tag) => tag.source === 'person').map((tag) => tag.name)).toEqual(['mine']);
    expect((await other.api.walk('/api/v1/images', { tag: rejected })).length).toBe(0);
    await other.stop();
    await importInto(own, [folder]);
    other = await Server.start(own);
    expect((await other.api.image(id)).tags).toEqual(changed.tags);
    await other.api.delete(id);
    await importInto(own, [folder]);
    const back = (await other.api.image(id)).tags.map((tag) => tag.name);
    expect(back).not.toContain(rejected);
    expect(back).toContain('mine');
    const readded = (await other.api.patch(id, { tags: [rejected] })).json as Image;
    expect(readded.tags).toEqual([{ name: rejected, source: 'person', confidence: null }]);
    await other.stop();
  });

  test.each([
    ['no JSON', '{"title":'],
    ['a list', '[]'],
    ['nothing to change', '{}'],
    ['a field that cannot be changed', '{"title":"x","width":1}'],
    ['a title that is no text', '{"title":1}'],
    ['a title that is too long', JSON.stringify({ title: 'x'.repeat(501) })],
    ['an artist that is too long', JSON.stringify({ artist: 'x'.repeat(501) })],
    ['a description that is too long', JSON.stringify({ description: 'x'.repeat(10_001) })],
    ['tags that are no list', '{"tags":"a,b"}'],
    ['too many tags', JSON.stringify({ tags: Array.from({ length: 101 }, (_, i) => `t${i}`) })],
    ['an empty tag', '{"tags":[""]}'],
    ['a tag that is too long', JSON.stringify({ tags: ['x'.repeat(101)] })],
  ])('with %s is refused and changes nothing', async (_, body) => {
    const [card] = await api.walk('/api/v1/images', { limit: 200 });
    const before = await api.image((card as Image).id);
    const answer = await api.request('PATCH', `/api/v1/images/${before.id}`, {
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('body_invalid');
    expect(await api.image(before.id)).toEqual(before);
  });

  test.each([
    ['title', { title: 'é'.repeat(500) }],
    ['description', { description: '語'.repeat(10_000) }],
    ['tag', { tags: ['ü'.repeat(100)] }],
  ])('takes a %s as long as the document allows, counted in letters', async (_, change) => {
    const { id } = await api.add({ bytes: newPicture() });
    const answer = await api.patch(id, change);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject('tags' in change ? { tags: [{ name: change.tags[0] }] } : change);
  });

  test('with a body that is too large is answered 413', async () => {
    const { id } = await api.add({ bytes: newPicture() });
    expect((await api.patch(id, { description: 'x'.repeat(300_000) })).status).toBe(413);
  });
});

describe('deleting', () => {
  test('takes an Image out of every list, search and address at once', async () => {
    const bytes = png(numbered(600, 90, 60));
    const twin = await api.add({ bytes: png(numbered(600, 180, 120)) });
    const { id } = await api.add({ bytes, fields: { title: 'Ephemeral quokka', tags: 'fleeting' } });
    expect(await isFound(id, { like: twin.id })).toBe(true);
    const gone = await api.delete(id);
    expect(gone.status).toBe(204);
    expect(gone.body).toHaveLength(0);
    expect(await isListed(id)).toBe(false);
    for (const query of [{ q: 'ephemeral quokka' }, { tag: 'fleeting' }, { like: twin.id }, { color: '808080' }]) {
      expect(await isFound(id, query as Record<string, string>), JSON.stringify(query)).toBe(false);
    }
    for (const part of ['', '/original', '/renditions/320', '/similar']) {
      expect((await api.get(`/api/v1/images/${id}${part}`)).status, part).toBe(404);
    }
    expect((await api.get(`/api/v1/search?like=${id}`)).status).toBe(404);
    expect((await api.ok('/api/v1/tags?prefix=fleeting')).json.items).toEqual([]);
    expect((await api.delete(id)).status).toBe(404);
    expect((await api.patch(id, { title: 'x' })).status).toBe(404);
  });

  test('is heard by everybody who listens', async () => {
    const { id } = await api.add({ bytes: newPicture() });
    const stream = await EventStream.open(server.url);
    await api.delete(id);
    await stream.next('image.deleted', (event) => event.name === 'image.deleted' && event.data.id === id);
    stream.close();
  });

  test('while it is still worked on is for good', async () => {
    const uploads = await Promise.all(
      Array.from({ length: 6 }, () => api.upload({ bytes: png(numbered(next++, 400, 300)) })),
    );
    const ids = uploads.map((answer) => answer.json.id as string);
    for (const id of ids) expect((await api.delete(id)).status).toBe(204);
    await api.whenSettled(0);
    await api.add({ bytes: newPicture() });
    for (const id of ids) {
      expect((await api.get(`/api/v1/images/${id}`)).status).toBe(404);
      expect(await isListed(id)).toBe(false);
    }
  });

  test('is undone by bringing the same bytes in again, words and all', async () => {
    const bytes = newPicture();
    const { id } = await api.add({ bytes, fields: { title: 'Phoenix feather', tags: 'reborn' } });
    await api.delete(id);
    const again = await api.upload({ bytes });
    expect(again.status).toBe(201);
    const image = await api.whenReady((again.json as Image).id);
    expect(image.title).toBe('Phoenix feather');
    expect(image.tags.map((tag) => tag.name)).toContain('reborn');
    await eventually('on the wall again', async () => (await isListed(image.id)) || undefined);
    await eventually('found again', async () => (await isFound(image.id, { q: 'phoenix feather' })) || undefined);
    expect((await api.get(`/api/v1/images/${image.id}/renditions/320`)).status).toBe(200);
    expect((await api.ok(`/api/v1/images/${image.id}/original`)).body.equals(bytes)).toBe(true);
  });

  test('is undone by an import too, which counts it as added', async () => {
    const folder = newFolder('again');
    writeFiles(folder, { 'again.png': newPicture() });
    expect((await importInto(data, [folder])).summary.added).toBe(1);
    const [{ id } = { id: '' }] = await api.walk('/api/v1/images', { limit: 1 });
    expect(await api.image(id)).toMatchObject({ file_name: 'again.png' });
    expect((await api.delete(id)).status).toBe(204);
    expect((await importInto(data, [folder])).summary).toMatchObject({ added: 1, duplicates: 0 });
    await eventually('on the wall again', async () => (await isListed(id)) || undefined);
  });
});

describe('an Original', () => {
  const bytes = jpeg(numbered(700, 320, 200));
  let original: string;
  beforeAll(async () => {
    const { id } = await api.add({ bytes, name: 'Grün "und" blau.jpg' });
    original = `/api/v1/images/${id}/original`;
  });

  test('is sent byte for byte, shown in the browser, under its name', async () => {
    const answer = await api.ok(original);
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[^"]+"$/),
      'content-disposition': expect.stringMatching(/^inline; .*filename\*=UTF-8''Gr%C3%BCn/),
    });
  });

  test('is not sent again to who has it', async () => {
    const { etag } = (await api.ok(original)).headers;
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await api.get(original, { 'If-None-Match': condition as string });
      expect(answer.status, condition).toBe(304);
      expect(answer.body).toHaveLength(0);
      expect(answer.headers.etag).toBe(etag);
    }
    expect((await api.get(original, { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  test.each([
    ['bytes=0-9', 0, 9],
    ['bytes=100-', 100, bytes.length - 1],
    ['bytes=-50', bytes.length - 50, bytes.length - 1],
    [`bytes=10-${bytes.length * 2}`, 10, bytes.length - 1],
  ])('is sent in parts: %s', async (range, first, last) => {
    const answer = await api.get(original, { Range: range });
    expect(answer.status).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes ${first}-${last}/${bytes.length}`);
    expect(answer.body.equals(bytes.subarray(first, last + 1))).toBe(true);
  });

  test('has no part behind its end', async () => {
    const answer = await api.get(original, { Range: `bytes=${bytes.length}-` });
    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe(`bytes */${bytes.length}`);
  });

  test('is sent whole when the part is of another version', async () => {
    expect((await api.get(original, { Range: 'bytes=0-9', 'If-Range': '"other"' })).status).toBe(200);
  });
});

describe('Renditions', () => {
  const widthOfJpeg = (jpeg: Buffer) => {
    for (let at = 2; ; at += 2 + jpeg.readUInt16BE(at + 2)) {
      if (jpeg.readUInt16BE(at) === 0xffc0) return jpeg.readUInt16BE(at + 7);
    }
  };
  const widthOf = (webp: Buffer) => {
    expect(webp.subarray(0, 4).toString() + webp.subarray(8, 12).toString()).toBe('RIFFWEBP');
    const kind = webp.subarray(12, 16).toString();
    if (kind === 'VP8X') return 1 + webp.readUIntLE(24, 3);
    if (kind === 'VP8 ') return webp.readUInt16LE(26) & 0x3fff;
    return 1 + (webp.readUInt16LE(21) & 0x3fff);
  };

  test.each([
    [2000, { 320: 320, 640: 640, 1280: 1280 }],
    [1000, { 320: 320, 640: 640, 1280: 1000 }],
    [50, { 320: 50, 640: 50, 1280: 50 }],
  ])('of an Original %d wide are as wide as they can be', async (width, expected) => {
    const { id } = await api.add({
      bytes: png({ width, height: 40, paint: (x, y) => [(x * 7) % 256, y * 6, width % 256] }),
    });
    for (const [asked, got] of Object.entries(expected)) {
      const answer = await api.ok(`/api/v1/images/${id}/renditions/${asked}`);
      const jpeg = asked === '1280' && got > 640;
      expect(answer.headers['content-type']).toBe(jpeg ? 'image/jpeg' : 'image/webp');
      expect((jpeg ? widthOfJpeg : widthOf)(answer.body), `asked for ${asked}`).toBe(got);
    }
  });

  test('may be kept for ever', async () => {
    const { id } = await api.add({ bytes: newPicture() });
    const target = `/api/v1/images/${id}/renditions/320`;
    const answer = await api.ok(target);
    expect(answer.headers['cache-control']).toMatch(/max-age=31536000.*immutable/);
    expect((await api.get(target, { 'If-None-Match': answer.headers.etag as string })).status).toBe(304);
  });

  test('are turned upright and carry no metadata', async () => {
    const bytes = jpeg(numbered(701, 400, 200), {
      exif: { orientation: 6, artist: 'Secret Name' },
      xmp: xmp({ title: 'Secret Title' }),
    });
    const image = await api.add({ bytes });
    expect(image).toMatchObject({ width: 200, height: 400 });
    const rendition = (await api.ok(`/api/v1/images/${image.id}/renditions/320`)).body;
    expect(widthOf(rendition)).toBe(200);
    expect(rendition.includes('Secret')).toBe(false);
    expect(rendition.includes('EXIF')).toBe(false);
  });
});

test('after all of this the library agrees with itself', () => checkAgrees(data));
