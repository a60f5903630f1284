import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkSchema } from './support/contract';
import { EventStream, type ServerEvent } from './support/event-stream';
import { newFolder } from './support/folders';
import { importInto, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { eventually } from './support/wait';

const data = join(newFolder(), 'library');
let server: Server;
let next = 1;

beforeAll(async () => {
  server = await Server.start(data);
});

const add = () => server.api.add({ bytes: png(numbered(next++)) });
const isReady = (id: string) => (event: ServerEvent) => event.name === 'image.ready' && event.data.id === id;

describe('the stream of events', () => {
  test('begins with the library', async () => {
    const stream = await EventStream.open(server.url);
    const first = await stream.next('any event', () => true);
    expect(first.name).toBe('library');
    expect(first.id).toBeUndefined();
    checkSchema('Library', first.data);
    expect(first.data).toEqual(await server.api.library());
    stream.close();
  });

  test('tells of an Image from its arrival to its end, in order, with ids that grow', async () => {
    const stream = await EventStream.open(server.url);
    const { id } = await add();
    await server.api.patch(id, { title: 'Changed' });
    await server.api.delete(id);
    await stream.next('image.deleted', (event) => event.name === 'image.deleted' && event.data.id === id);
    const names = stream.changes.filter((event) => event.data.id === id).map((event) => event.name);
    expect(names).toEqual(['image.derived', 'image.ready', 'image.updated', 'image.deleted']);
    const ids = stream.changes.map((event) => Number(event.id));
    expect(ids.every((number) => Number.isSafeInteger(number) && number > 0)).toBe(true);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    stream.close();
  });

  test('knows the events of the document and no others', async () => {
    const stream = await EventStream.open(server.url, '0');
    const { id } = await add();
    await stream.next('image.ready', isReady(id));
    const known = ['image.derived', 'image.ready', 'image.updated', 'image.deleted', 'image.failed', 'library'];
    expect([...new Set(stream.events.map((event) => event.name))].filter((name) => !known.includes(name))).toEqual([]);
    for (const event of stream.changes) checkSchema('ImageId', event.data.id);
    stream.close();
  });

  test('tells how far the library is, at most once a second', async () => {
    const stream = await EventStream.open(server.url);
    const started = Date.now();
    for (let i = 0; i < 6; ++i) await add();
    const { images } = await server.api.library();
    await stream.next(
      'the library is settled',
      (event) => event.name === 'library' && event.data.ready === images && event.data.pending === 0,
      5_000,
    );
    const told = stream.events.filter((event) => event.name === 'library').length;
    expect(told).toBeLessThanOrEqual(2 + Math.ceil((Date.now() - started) / 1000));
    stream.close();
  });

  test('sends a client that comes back what it missed, also after a restart of the server', async () => {
    const stream = await EventStream.open(server.url);
    const before = await add();
    const last = await stream.next('image.ready', isReady(before.id));
    const heard = Number(last.id);
    stream.close();
    const missed = await add();
    await server.api.patch(before.id, { title: 'While you were away' });
    await server.stop();
    server = await Server.start(data);
    const later = await EventStream.open(server.url, last.id);
    await later.next('the missed ready', isReady(missed.id));
    await later.next('the missed update', (event) => event.name === 'image.updated' && event.data.id === before.id);
    expect(later.changes.every((event) => Number(event.id) > heard)).toBe(true);
    const now = await add();
    await later.next('what comes now', isReady(now.id));
    const ids = later.changes.map((event) => Number(event.id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    later.close();
  });

  test('sends nothing twice to a client that missed nothing', async () => {
    const stream = await EventStream.open(server.url, '0');
    const { id } = await add();
    await stream.next('image.ready', isReady(id));
    const all = stream.changes.map((event) => event.id);
    stream.close();
    const again = await EventStream.open(server.url, all.at(-1));
    await again.next('the library', (event) => event.name === 'library');
    expect(again.changes).toEqual([]);
    again.close();
  });

  test('asks a client whose id it cannot know to begin anew', async () => {
    const stream = await EventStream.open(server.url, '999999999999');
    const first = await stream.next('any event', () => true);
    expect(first.name).toBe('resync');
    stream.close();
  });

  test.each(['abc', '-1', '1.5', '99999999999999999999'])('refuses %s as Last-Event-ID', async (id) => {
    const answer = await server.api.get('/api/v1/events', { 'Last-Event-ID': id });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('parameter_invalid');
  });

  test('tells of what another process takes in', async () => {
    const stream = await EventStream.open(server.url);
    const file = join(newFolder(), 'elsewhere.png');
    writeFileSync(file, png(numbered(next++)));
    expect((await importInto(data, [file])).code).toBe(0);
    const { data: told } = await stream.next('image.ready', (event) => event.name === 'image.ready');
    expect(await server.api.image(told.id)).toMatchObject({ file_name: 'elsewhere.png' });
    stream.close();
  });

  test('reaches many who listen', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => EventStream.open(server.url)));
    const { id } = await add();
    await Promise.all(streams.map((stream) => stream.next('image.ready', isReady(id))));
    for (const stream of streams) stream.close();
  });

  test('is refused with 503 and a time to come back when too many listen', async () => {
    const streams: EventStream[] = [];
    let refused: unknown;
    while (streams.length < 400 && !refused) {
      const opened = await EventStream.open(server.url).catch((error: Error) => error);
      if (opened instanceof EventStream) streams.push(opened);
      else refused = opened;
    }
    expect(String(refused)).toMatch(/answered 503/);
    const answer = await server.api.get('/api/v1/events');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await server.api.get('/api/v1/library')).status).toBe(200);
    for (const stream of streams) stream.close();
    const again = await eventually('there is room again', () => EventStream.open(server.url).catch(() => undefined));
    again.close();
  });

  test('ends when the server ends', async () => {
    const stream = await EventStream.open(server.url);
    await stream.next('the library', (event) => event.name === 'library');
    const started = Date.now();
    expect((await server.stop()).code).toBe(0);
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(stream.isClosed).toBe(true);
    server = await Server.start(data);
  });
});
