// How pictures come in besides a form: in pieces that survive anything, and from an address; and how they go and come back.

import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse, type Server as WebServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { checkAgrees, palette, Server } from './support/palette';
import { noise, numbered, png } from './support/pictures';
import { seeded } from './support/random';
import { eventually } from './support/wait';

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

async function newUpload(server: Server, bytes: number, words: object = {}): Promise<string> {
  const answer = await server.api.json('POST', '/api/v1/uploads', { file_name: 'sea.png', bytes, ...words });
  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(`/api/v1/uploads/${answer.json.id}`);
  return answer.json.id;
}

const offsetOf = async (server: Server, id: string): Promise<number> =>
  Number((await server.api.ok(`/api/v1/uploads/${id}`)).headers['upload-offset']);

/** Sends the head of a piece and some of its bytes, and leaves the connection open. */
function beginPiece(server: Server, id: string, offset: number, length: number, bytes: Buffer) {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    `PATCH /api/v1/uploads/${id} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: ${length}\r\n` +
      `Content-Type: application/offset+octet-stream\r\nUpload-Offset: ${offset}\r\n\r\n`,
  );
  socket.write(bytes);
  return socket;
}

describe('an upload in pieces', () => {
  const bytes = png(noise(seeded(7), 900, 700)); // about 1.9 MB
  let data: string;
  let server: Server;
  beforeAll(async () => {
    data = join(newFolder(), 'library');
    server = await Server.start(data);
  });

  test('goes on after kill -9 in the middle, and every byte is as it was', async () => {
    const own = join(newFolder(), 'library');
    let serving = await Server.start(own);
    const id = await newUpload(serving, bytes.length, { title: 'Noise', tags: ['grey', 'sea'] });
    const first = await serving.api.piece(id, 0, bytes.subarray(0, 300_000));
    expect(first.status).toBe(204);
    expect(first.headers['upload-offset']).toBe('300000');
    const socket = beginPiece(serving, id, 300_000, bytes.length - 300_000, bytes.subarray(300_000, 900_000));
    await eventually('some of the second piece has arrived', async () =>
      (await offsetOf(serving, id)) > 300_000 ? true : undefined,
    );
    await serving.kill();
    socket.destroy();

    serving = await Server.start(own);
    const offset = await offsetOf(serving, id);
    expect(offset).toBeGreaterThan(300_000);
    expect((await serving.api.piece(id, 0, bytes)).json.code).toBe('offset_mismatch');
    const last = await serving.api.piece(id, offset, bytes.subarray(offset));
    expect(last.status).toBe(201);
    expect(last.json).toMatchObject({ title: 'Noise', file_name: 'sea.png', bytes: bytes.length, duplicate: false });
    const image = await serving.api.whenReady(last.json.id);
    expect(image.tags.slice(0, 2)).toMatchObject([
      { name: 'grey', source: 'person' },
      { name: 'sea', source: 'person' },
    ]);
    const original = await serving.api.ok(`/api/v1/images/${image.id}/original`);
    expect(original.body.equals(bytes)).toBe(true);
    expect(filesIn(join(own, 'uploads'))).toBe(0);
    await serving.stop();
    await checkAgrees(own);
  });

  test('tells what it has become when the answer was lost', async () => {
    const id = await newUpload(server, bytes.length);
    const answer = await server.api.piece(id, 0, bytes);
    expect(answer.status).toBe(201);
    expect((await server.api.ok(`/api/v1/uploads/${id}`)).json).toMatchObject({
      offset: bytes.length,
      image_id: answer.json.id,
    });
    const again = await server.api.piece(id, bytes.length, Buffer.alloc(0));
    expect(again.status).toBe(200);
    expect(again.json.id).toBe(answer.json.id);
  });

  test('of bytes that are here already is the same Image, and says so', async () => {
    const id = await newUpload(server, bytes.length);
    const answer = await server.api.piece(id, 0, bytes);
    expect(answer.status).toBe(200);
    expect(answer.json.duplicate).toBe(true);
  });

  test('goes on in a new request while the old one still hangs', async () => {
    const picture = png(numbered(901, 200, 150));
    const id = await newUpload(server, picture.length);
    const hanging = beginPiece(server, id, 0, picture.length, picture.subarray(0, 40));
    await eventually('its first bytes have arrived', async () =>
      (await offsetOf(server, id)) === 40 ? true : undefined,
    );
    const answer = await server.api.piece(id, 40, picture.subarray(40));
    expect(answer.status).toBe(201);
    hanging.destroy();
  });

  test('that is no picture is refused when it is complete, and forgotten', async () => {
    const id = await newUpload(server, 12);
    expect((await server.api.piece(id, 0, Buffer.from('hello'))).status).toBe(204);
    const answer = await server.api.piece(id, 5, Buffer.from(' world!'));
    expect(answer.status).toBe(415);
    expect(answer.json.code).toBe('image_type_unsupported');
    expect((await server.api.get(`/api/v1/uploads/${id}`)).status).toBe(404);
  });

  test.each([
    ['of more than is accepted', { bytes: 512_000_001 }, 413, 'file_too_large'],
    ['of nothing', { bytes: 0 }, 400, 'image_empty'],
    ['without a size', {}, 400, 'body_invalid'],
    ['of a negative size', { bytes: -1 }, 400, 'body_invalid'],
    ['with unknown fields', { bytes: 5, colour: 'red' }, 400, 'body_invalid'],
    ['with a tag that is empty', { bytes: 5, tags: [''] }, 400, 'body_invalid'],
  ])('%s is refused before it is sent', async (_, body, status, code) => {
    const answer = await server.api.json('POST', '/api/v1/uploads', body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  test('takes its pieces only as such', async () => {
    const id = await newUpload(server, 5);
    const send = (headers: Record<string, string>, body = 'ab') =>
      server.api.request('PATCH', `/api/v1/uploads/${id}`, { headers, body });
    const type = 'application/offset+octet-stream';
    expect((await send({ 'Content-Type': 'image/png', 'Upload-Offset': '0' })).status).toBe(415);
    expect((await send({ 'Content-Type': type })).status).toBe(400);
    expect((await send({ 'Content-Type': type, 'Upload-Offset': '-1' })).status).toBe(400);
    expect((await send({ 'Content-Type': type, 'Upload-Offset': '0' }, 'abcdef')).json.code).toBe('upload_too_long');
    expect(await offsetOf(server, id)).toBe(0);
    const head = await server.api.request('HEAD', `/api/v1/uploads/${id}`);
    expect(head.headers).toMatchObject({ 'upload-offset': '0', 'upload-length': '5' });
  });
});

describe('a picture from an address', () => {
  const picture = png(numbered(77, 120, 90));
  let web: WebServer;
  let host: string;
  let server: Server;

  function answer(request: IncomingMessage, response: ServerResponse) {
    const send = (status: number, headers: Record<string, string>, body: Buffer | string = '') =>
      response.writeHead(status, headers).end(body);
    const path = request.url ?? '';
    if (path === '/sea%20%2F.png') send(200, { 'Content-Type': 'image/png' }, picture);
    else if (path === '/moved') send(302, { Location: '/sea%20%2F.png' });
    else if (path === '/round') send(302, { Location: '/round' });
    else if (path === '/inside') send(302, { Location: 'http://169.254.169.254/latest' });
    else if (path === '/file') send(302, { Location: 'file:///etc/passwd' });
    else if (path === '/page') send(200, { 'Content-Type': 'text/html; charset=utf-8' }, '<!doctype html><p>Sea');
    else if (path === '/large') send(200, { 'Content-Length': '600000000' });
    else if (path === '/cut')
      response.writeHead(200, { 'Content-Length': '5000' }).write('abc', () => response.destroy());
    else send(404, {}, 'no');
  }

  beforeAll(async () => {
    web = createServer(answer);
    await new Promise<void>((listening) => web.listen(0, '127.0.0.1', listening));
    host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
    server = await Server.start(join(newFolder(), 'library'), { flags: ['--fetch-allow', host] });
  });
  afterAll(() => web.close());

  const fetched = (url: string, words: object = {}) =>
    server.api.json('POST', '/api/v1/images/from-url', { url, ...words });

  test('comes in with its source, and once', async () => {
    const url = `http://${host}/moved`;
    const first = await fetched(url, { title: 'Sea', tags: ['surf'] });
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({
      title: 'Sea',
      source_url: url,
      file_name: 'sea _.png',
      bytes: picture.length,
      duplicate: false,
    });
    const again = await fetched(url);
    expect([again.status, again.json.id, again.json.duplicate]).toEqual([200, first.json.id, true]);
  });

  test.each([
    ['a page', () => `http://${host}/page`, 415, 'url_no_picture'],
    ['nothing', () => `http://${host}/nothing`, 502, 'url_failed'],
    ['an endless redirect', () => `http://${host}/round`, 502, 'url_failed'],
    ['a redirect into a private network', () => `http://${host}/inside`, 422, 'url_refused'],
    ['a redirect to a file', () => `http://${host}/file`, 422, 'url_refused'],
    ['a file that is too large', () => `http://${host}/large`, 413, 'file_too_large'],
    ['an answer that is cut off', () => `http://${host}/cut`, 502, 'url_failed'],
    ['another port of this machine', () => 'http://127.0.0.1:1/', 422, 'url_refused'],
    ['this machine in other words', () => 'http://2130706433/', 422, 'url_refused'],
    ['this machine by name', () => 'http://localhost:9/', 422, 'url_refused'],
    ['this machine as IPv6', () => 'http://[::ffff:127.0.0.1]/', 422, 'url_refused'],
    ['an address with a password', () => `http://me:secret@${host}/sea%20%2F.png`, 422, 'url_refused'],
    ['another scheme', () => 'ftp://example.org/a.png', 422, 'url_refused'],
    ['no address at all', () => 'not an address', 400, 'url_invalid'],
  ])('that is %s is refused', async (_, url, status, code) => {
    const refused = await fetched(url());
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect(refused.json.detail).toMatch(/^[A-Z].*\.$/);
  });
});

test('no address of the own network is asked unless the operator allows it', async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  const answer = await server.api.json('POST', '/api/v1/images/from-url', { url: `${server.url}/healthz` });
  expect([answer.status, answer.json.code]).toEqual([422, 'url_refused']);
  await server.stop();
  const wrong = await palette(['serve', '--data', join(newFolder(), 'library'), '--fetch-allow', 'localhost']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toMatch(/10\.0\.0\.5:8000/);
});

describe('a deleted picture', () => {
  test('comes back whole, and after a purge only with its bytes', async () => {
    const data = join(newFolder(), 'library');
    let server = await Server.start(data);
    const bytes = png(numbered(31));
    const restore = (id: string) => server.api.request('POST', `/api/v1/images/${id}/restore`);
    const image = await server.api.add({ bytes, fields: { title: 'Lost and found', tags: 'keep' } });
    const other = await server.api.add({ bytes: png(numbered(32)) });
    expect((await server.api.delete(image.id)).status).toBe(204);
    expect((await server.api.delete(image.id)).status).toBe(404);
    const back = await restore(image.id);
    expect(back.status).toBe(200);
    expect(back.json).toMatchObject({ id: image.id, title: 'Lost and found' });
    expect((await restore(image.id)).status).toBe(200); // a second click changes nothing
    expect((await server.api.search({ q: 'lost and found' })).items.map((item) => item.id)).toContain(image.id);
    await server.api.whenReady(image.id);

    await server.api.delete(image.id);
    await server.stop();
    await checkAgrees(data);
    const purged = await palette(['purge', '--data', data, '--json']);
    expect([purged.code, purged.stdout]).toEqual([0, '{"purged":1,"palettes":0}\n']);
    expect(await checkAgrees(data)).toMatchObject({ images: 1, originals: 1 });
    expect(filesIn(join(data, 'originals'))).toBe(1);

    server = await Server.start(data);
    expect((await restore(image.id)).status).toBe(404);
    expect((await server.api.ok(`/api/v1/images/${other.id}/original`)).status).toBe(200);
    expect((await server.api.upload({ bytes })).status).toBe(201);
    await server.stop();
  });
});

describe("what is one's own", () => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.start(join(newFolder(), 'library'));
  });

  test('is listed from the newest on, and in the trash when it is deleted', async () => {
    const ada = await server.api.register('Ada');
    const bob = await ada.register('Bob');
    const ids: string[] = [];
    for (let i = 0; i < 3; ++i) ids.push((await bob.upload({ bytes: png(numbered(60 + i)) })).json.id);
    await ada.upload({ bytes: png(numbered(70)) });
    expect((await bob.walk('/api/v1/me/images', { limit: 2 })).map((image) => image.id)).toEqual([...ids].reverse());

    for (const id of ids.slice(0, 2)) expect((await bob.delete(id)).status).toBe(204);
    expect((await bob.walk('/api/v1/me/images')).map((image) => image.id)).toEqual([ids[2]]);
    const trash = await bob.walk('/api/v1/me/trash', { limit: 1 });
    expect(trash.map((image) => image.id)).toEqual([ids[1], ids[0]]);
    expect((await ada.walk('/api/v1/me/trash')).length).toBe(0);
    const { deleted_at, purge_at } = (await bob.ok('/api/v1/me/trash')).json.items[0];
    const days = (Date.parse(purge_at) - Date.parse(deleted_at)) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);

    const restore = (who: typeof bob, id: string | undefined) => who.request('POST', `/api/v1/images/${id}/restore`);
    expect((await restore(server.api, ids[0])).status).toBe(404);
    expect((await restore(bob, ids[0])).status).toBe(200);
    expect((await bob.request('DELETE', '/api/v1/me/trash')).status).toBe(204);
    expect((await restore(bob, ids[1])).status).toBe(404);
    expect((await bob.walk('/api/v1/me/trash')).length).toBe(0);
    expect((await bob.walk('/api/v1/me/images')).map((image) => image.id)).toEqual([ids[2], ids[0]]);
  });

  test('takes no more room than its quota, and says so before the bytes are sent', async () => {
    const owner = await Server.start(join(newFolder(), 'library'));
    const ada = await owner.api.register('Ada');
    const eve = await ada.register('Eve');
    const bytes = png(noise(seeded(9), 200, 200)); // about 120 kB
    const person = (await eve.me()).id;
    const quota = (bytes_max: number | null) =>
      ada.json('PATCH', `/api/v1/people/${person}`, { quota_bytes_max: bytes_max });
    expect((await quota(bytes.length)).status).toBe(200);
    expect((await eve.upload({ bytes })).status).toBe(201);
    expect((await eve.me()).quota).toEqual({ bytes_used: bytes.length, bytes_max: bytes.length });
    const more = await eve.upload({ bytes: png(numbered(91)) });
    expect([more.status, more.json.code]).toEqual([413, 'quota_exceeded']);
    const announced = await eve.json('POST', '/api/v1/uploads', { bytes: 1 });
    expect([announced.status, announced.json.code]).toEqual([413, 'quota_exceeded']);

    const { hostname, port } = new URL(owner.url);
    const socket = connect(Number(port), hostname);
    const cookie = [...eve.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = new Promise<string>((heard) => socket.once('data', (data) => heard(data.toString())));
    socket.write(
      `POST /api/v1/images HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\n` +
        'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 400000000\r\n\r\n',
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*quota_exceeded/);
    socket.destroy();
    expect((await quota(null)).status).toBe(200);
    expect((await eve.upload({ bytes: png(numbered(91)) })).status).toBe(201);
    await owner.stop();
  });

  test('has the quota of the instance where they have none of their own', async () => {
    const library = join(newFolder(), 'library');
    const owned = await Server.start(library);
    const ada = await owned.api.register('Ada');
    const eve = await ada.register('Eve');
    const bytes = png(noise(seeded(10), 200, 200));
    const everybody = (bytes_max: number | null) =>
      ada.json('PATCH', '/api/v1/instance', { quota_bytes_max: bytes_max });
    const own = (bytes_max: number | null) => ada.json('PATCH', '/api/v1/people/@eve', { quota_bytes_max: bytes_max });

    const set = await everybody(bytes.length);
    expect([set.status, set.json.limits.quota_bytes_max, set.json.registration]).toEqual([200, bytes.length, 'open']);
    expect((await ada.json('PATCH', '/api/v1/instance', { registration: 'closed' })).json.limits.quota_bytes_max).toBe(
      bytes.length,
    );
    expect((await eve.upload({ bytes })).status).toBe(201);
    expect((await eve.me()).quota).toEqual({ bytes_used: bytes.length, bytes_max: bytes.length });
    expect((await eve.upload({ bytes: png(numbered(92)) })).json.code).toBe('quota_exceeded');

    expect((await own(10 * bytes.length)).json).toMatchObject({
      quota: { bytes_max: 10 * bytes.length },
      quota_bytes_max: 10 * bytes.length,
    });
    expect((await eve.upload({ bytes: png(numbered(92)) })).status).toBe(201);
    expect((await own(null)).json).toMatchObject({ quota: { bytes_max: bytes.length }, quota_bytes_max: null });
    expect((await eve.upload({ bytes: png(numbered(93)) })).json.code).toBe('quota_exceeded');

    await owned.stop();
    const again = await Server.start(library);
    expect((await again.api.ok('/api/v1/instance')).json.limits.quota_bytes_max).toBe(bytes.length);
    expect((await ada.at(again.url).json('PATCH', '/api/v1/instance', { quota_bytes_max: null })).status).toBe(200);
    expect((await again.api.ok('/api/v1/instance')).json.limits.quota_bytes_max).toBeNull();
    await again.stop();
  });

  test('is an upload in pieces too: nobody else sees or continues it', async () => {
    const carl = await server.api.register('Carl');
    const dora = await server.api.register('Dora');
    const bytes = png(numbered(81));
    const id = (await carl.json('POST', '/api/v1/uploads', { bytes: bytes.length })).json.id;
    for (const other of [dora, server.api]) {
      const status = other === dora ? 404 : 401;
      expect((await other.get(`/api/v1/uploads/${id}`)).status).toBe(status);
      expect((await other.piece(id, 0, bytes)).status).toBe(status);
      expect((await other.request('DELETE', `/api/v1/uploads/${id}`)).status).toBe(status);
    }
    const answer = await carl.piece(id, 0, bytes);
    expect(answer.status).toBe(201);
    expect((await carl.walk('/api/v1/me/images')).map((image) => image.id)).toEqual([answer.json.id]);
    expect((await server.api.json('POST', '/api/v1/images/from-url', { url: 'http://127.0.0.1/' })).status).toBe(401);
  });
});

test('what a person says while a picture is being understood stays before what the model says', async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  const answer = await server.api.upload({ bytes: png(numbered(41, 300, 200)), fields: { tags: 'first' } });
  const edited = await server.api.patch(answer.json.id, { title: 'Mine', tags: ['second', 'first'] });
  expect(edited.status).toBe(200);
  const image: Image = await server.api.whenReady(answer.json.id);
  expect(image.title).toBe('Mine');
  expect(image.tags.filter((tag) => tag.source === 'person').map((tag) => tag.name)).toEqual(['second', 'first']);
  expect(image.tags.slice(0, 2).map((tag) => tag.source)).toEqual(['person', 'person']);
  const later = await server.api.patch(answer.json.id, { tags: ['third'] });
  expect(later.json.tags).toMatchObject([{ name: 'third', source: 'person' }]);
  await server.stop();
});

test('a picture is found as soon as it is said to be ready', async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  const events = await EventStream.open(server.url);
  const sent = Date.now();
  const { id } = (await server.api.upload({ bytes: png(numbered(51)), fields: { title: 'Quick silver' } })).json;
  await events.next('it can be shown', (event) => event.name === 'image.derived' && event.data.id === id);
  expect((await server.api.search({ q: 'quick silver' })).items.map((item) => item.id)).toContain(id);
  await events.next('it is understood', (event) => event.name === 'image.ready' && event.data.id === id);
  expect((await server.api.get(`/api/v1/images/${id}/similar`)).status).toBe(200);
  // Two seconds are promised; a machine that does other things as well gets ten times that.
  expect(Date.now() - sent).toBeLessThan(20_000);
  events.close();
  await server.stop();
});
