// A stand-in for the server, for working on the web app alone: `npm run mock`, then `npm run dev`.
// Answers as api/openapi.yaml says, from pictures it draws itself.
//   --port 8080  --count 600  --from 600 (pictures there at the start; the rest arrive)  --per-second 5
//   --unclaimed  without accounts; otherwise there is `ada`, see people.mjs
//   --library FILE.json  pictures of your own: [{title, artist, alt, width, height, thumbhash, color, swatches, words, file}]
import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createPalettes } from './palettes.mjs';
import { createPeople } from './people.mjs';
import { idOf, makePicture, randomFrom } from './pictures.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    count: { type: 'string', default: '600' },
    from: { type: 'string' },
    'per-second': { type: 'string', default: '5' },
    library: { type: 'string' },
    unclaimed: { type: 'boolean', default: false },
  },
});

const all = options.library
  ? JSON.parse(readFileSync(options.library, 'utf8')).map((picture, i) => ({ id: idOf(i + 1), ...picture }))
  : Array.from({ length: Number(options.count) }, (_, i) => makePicture(i + 1));
const byId = new Map(all.map((picture) => [picture.id, picture]));
let ready = Math.min(all.length, Number(options.from ?? all.length));
const present = () => all.slice(0, ready);

const library = () => ({
  images: all.length,
  ready,
  pending: all.length - ready,
  failed: 0,
  pack: 'starter@0',
});
const card = ({ id, title, artist, alt, width, height, thumbhash, color }) => ({
  id,
  title,
  artist,
  alt,
  width,
  height,
  thumbhash,
  color,
});
const orientationOf = ({ width, height }) =>
  width > height * 1.05 ? 'landscape' : height > width * 1.05 ? 'portrait' : 'square';

function filtered(params) {
  const orientation = params.get('orientation');
  const tags = params.getAll('tag');
  return present().filter(
    (picture) =>
      (!orientation || orientationOf(picture) === orientation) &&
      tags.every((tag) => picture.words.includes(tag)),
  );
}

function page(items, params, more = {}) {
  const from = Number(params.get('cursor') ?? 0);
  const to = from + Number(params.get('limit') ?? 50);
  return { items: items.slice(from, to), next_cursor: to < items.length ? String(to) : null, ...more };
}

function shuffled(items, seed) {
  const place = (picture) => randomFrom(seed + Number.parseInt(picture.id.slice(-6), 32))();
  return items
    .map((picture) => [place(picture), picture])
    .sort((a, b) => a[0] - b[0])
    .map(([, picture]) => picture);
}

const channels = (hex) => [0, 2, 4].map((at) => Number.parseInt(hex.replace('#', '').slice(at, at + 2), 16));
function nearness(hex, swatches) {
  const wanted = channels(hex);
  return Math.max(
    ...swatches.map((swatch) => {
      const distance = Math.hypot(...channels(swatch.color).map((c, i) => c - wanted[i]));
      return Math.max(0, 1 - distance / 160) * Math.sqrt(Math.min(1, swatch.share * 2));
    }),
  );
}

function scoreOf(picture, query) {
  const text = [picture.title, picture.artist, picture.alt, ...picture.words].join(' ').toLowerCase();
  const hit = (words) => {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    return parts.filter((part) => text.includes(part)).length / Math.max(1, parts.length);
  };
  const parts = [];
  if (query.q) parts.push(hit(query.q));
  for (const color of query.colors) parts.push(nearness(color, picture.swatches));
  for (const like of query.likes) {
    const other = byId.get(like) ?? all[like.length % all.length];
    const shared = other.words.filter((word) => picture.words.includes(word)).length / other.words.length;
    parts.push((shared + nearness(other.color ?? '#808080', picture.swatches)) / 2);
  }
  const mean = parts.length ? parts.reduce((a, b) => a + b, 0) / parts.length : 1;
  return mean - query.minus.reduce((sum, words) => sum + hit(words), 0);
}

function search(params, without) {
  const plain = (value) => value.replace(/\^[\d.]+$/, '').replace(/:[\d.]+$/, '');
  const query = {
    q: params.getAll('q').map(plain).join(' '),
    likes: params.getAll('like').map((like) => plain(like).split('@')[0]),
    minus: params.getAll('minus').map(plain),
    colors: params.getAll('color').map(plain),
  };
  const scored = filtered(params)
    .filter((picture) => picture.id !== without)
    .map((picture) => [scoreOf(picture, query), picture])
    .sort((a, b) => b[0] - a[0] || (a[1].id < b[1].id ? -1 : 1))
    .slice(0, 400);
  const match = (score) => (score > 0.72 ? 'strong' : score > 0.42 ? 'related' : 'weak');
  const items = scored.map(([score, picture]) => ({ ...card(picture), score, match: match(score) }));
  const counts = { strong: 0, related: 0, weak: 0 };
  for (const item of items) counts[item.match]++;
  const answered = counts.strong + counts.related > 0;
  const corrections = query.q === 'stromy' ? [{ asked: 'stromy', searched: 'stormy' }] : [];
  return page(items, params, { counts, answered, corrections, took_ms: 3.2 });
}

function tags(params) {
  const counts = new Map();
  for (const picture of present())
    for (const word of picture.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const items = [...counts]
    .filter(([name]) => name.startsWith((params.get('prefix') ?? '').toLowerCase()))
    .sort((a, b) => b[1] - a[1])
    .map(([name, images]) => ({ name, images }));
  return page(items, params);
}

const whole = (picture) => ({
  ...card(picture),
  description:
    picture.description ?? 'Drawn by a machine from a number, so that everyone who works here sees the same.',
  media_type: picture.svg ? 'image/svg+xml' : 'image/jpeg',
  bytes: picture.svg ? picture.svg.length : 482_113,
  file_name: picture.file?.split('/').pop() ?? `${picture.id}.svg`,
  created_at: '2025-05-17T09:24:00Z',
  credit: picture.credit ?? 'Palette mock',
  source_url: picture.source_url ?? 'https://example.org/',
  licence: picture.licence ?? 'CC0 1.0',
  state: 'ready',
  failure: null,
  owner: null,
  visibility: picture.visibility ?? 'public',
  can_edit: true,
  tags: picture.words.map((name, i) =>
    i === 0
      ? { name, source: 'person', confidence: null }
      : { name, source: 'ai', confidence: Math.max(0.31, 0.95 - i * 0.17) },
  ),
  swatches: picture.swatches,
});

const streams = new Set();
function send(event, data) {
  for (const stream of streams)
    stream.write(`id: ${Date.now()}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
setInterval(() => {
  if (ready >= all.length) return;
  const to = Math.min(all.length, ready + Number(options['per-second']));
  for (; ready < to; ready++) send('image.ready', { id: all[ready].id });
  send('library', library());
}, 1000).unref();

const people = createPeople({ all, byId, card, whole, page, shuffled, send, unclaimed: options.unclaimed });

const palettes = createPalettes({ all, byId, card, page, send, search });

async function jsonOf(request) {
  if (!request.headers['content-type']?.includes('json')) return undefined;
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : undefined;
}

const PICTURE = /^\/api\/v1\/images\/([^/]+)(?:\/(similar|original|restore|match|renditions\/\d+))?$/;

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const params = url.searchParams;
  const json = (body, status = 200, type = 'application/json') => {
    response.writeHead(status, { 'content-type': type });
    response.end(JSON.stringify(body));
  };
  const problem = (status, code, detail) =>
    json({ type: 'about:blank', title: code, status, code, detail }, status, 'application/problem+json');

  if (await people(request, response, url, { json, problem })) return;
  const body = await jsonOf(request);
  const kept = palettes(request.method, url, body);
  if (kept?.code) return problem(kept.status, kept.code, 'There is no such Palette.');
  if (kept?.status === 204) return response.writeHead(204).end();
  if (kept) return json(kept.body, kept.status);
  if (url.pathname === '/api/v1/images') {
    const items = filtered(params);
    const order =
      params.get('order') === 'shuffle'
        ? shuffled(items, Number(params.get('seed') ?? 0))
        : items.toReversed();
    return json(page(order.map(card), params));
  }
  if (url.pathname === '/api/v1/search') {
    if (!['q', 'like', 'color', 'tag'].some((name) => params.has(name))) {
      return problem(400, 'empty_query', 'Give at least one of q, like, color or tag.');
    }
    return json(search(params));
  }
  if (url.pathname === '/api/v1/search/examples') {
    request.resume();
    return request.on('end', () => {
      const { width, height, thumbhash, swatches } = all[0];
      json({ like: 'mock-example', width, height, thumbhash, swatches });
    });
  }
  if (url.pathname === '/api/v1/feed/feedback') return response.writeHead(204).end();
  if (url.pathname === '/api/v1/suggestions') {
    const named = new URLSearchParams({ prefix: params.get('q') ?? '', limit: params.get('limit') ?? '7' });
    const items = tags(named).items.map(({ name, images }) => ({
      kind: 'tag',
      text: name,
      images,
      id: null,
    }));
    return json({ items });
  }
  if (url.pathname === '/api/v1/tags') return json(tags(params));
  if (url.pathname === '/api/v1/library') return json(library());
  if (url.pathname === '/api/v1/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(`id: 1\nevent: library\ndata: ${JSON.stringify(library())}\n\n`);
    streams.add(response);
    return request.on('close', () => streams.delete(response));
  }
  const [, id, part] = PICTURE.exec(url.pathname) ?? [];
  const picture = byId.get(id);
  if (!picture) return problem(404, 'not_found', 'There is no such Image.');
  if (part === 'restore' || request.method === 'DELETE') return response.writeHead(204).end();
  if (request.method === 'PATCH') {
    const { tags, ...words } = body;
    Object.assign(picture, words, tags && { words: tags });
    send('image.updated', { id });
  }
  if (!part) return json(whole(picture));
  if (part === 'match') {
    const signal = (kind, what, contribution, match) => ({
      kind,
      what,
      value: 0.3,
      z: contribution,
      weight: 1,
      contribution,
      match,
    });
    const signals = [
      ...params
        .getAll('q')
        .flatMap((q) => [signal('words', q, 5, 'strong'), signal('meaning', q, 3, 'related')]),
      ...params.getAll('color').map((color) => signal('color', `#${color.slice(0, 6)}`, 2.4, 'related')),
      ...params.getAll('minus').map((words) => signal('not_meaning', words, -1, 'weak')),
    ];
    return json({ score: 9.4, match: 'strong', passes_filters: true, signals });
  }
  if (part === 'similar') {
    params.set('like', id);
    return json(search(params, id));
  }
  response.writeHead(200, {
    'content-type': picture.svg ? 'image/svg+xml' : 'image/jpeg',
    'cache-control': 'max-age=3600',
  });
  if (picture.svg) return response.end(picture.svg);
  return createReadStream(picture.file).pipe(response);
});
server.listen(Number(options.port), '127.0.0.1', () =>
  console.log(`mock on http://127.0.0.1:${options.port}`),
);
