// Every answer of every test is held to api/openapi.yaml by support/client.ts. Here each operation is called, rightly and
// in every wrong way that the document can tell. Over 500 lines because an operation without a call fails here.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, Client, multipart, PASSWORD, path } from './support/client';
import { calls, operationOf, operations, type Parameter, resolved } from './support/contract';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { sharedLibrary } from './support/shared-library';

const NOBODY = '0000000000000';
const NO_ID = 'no-id';

let server: Server;
let api: Client;
let id: string;
/** At a server of their own: an instance that somebody owns is another one. */
let ada: Client;

beforeAll(async () => {
  server = await Server.start(join(newFolder(), 'library'));
  api = server.api;
  id = (await api.add({ bytes: png(numbered(1)), fields: { title: 'First', tags: 'one, two' } })).id;
  ada = await (await Server.start(join(newFolder(), 'library'))).api.register('Ada');
});

let image: Promise<string> | undefined;
const adasImage = () => {
  image ??= ada.add({ bytes: png(numbered(9)) }).then((added) => added.id);
  return image;
};
let palette: Promise<string> | undefined;
/** The address of one. */
const adasPalette = () => {
  palette ??= ada
    .json('POST', '/api/v1/palettes', { title: 'Reds' })
    .then((made) => `/api/v1/palettes/${made.json.id}`);
  return palette;
};
/** The address of a saved one. */
async function adasSearch(): Promise<string> {
  const saved = await ada.json('POST', '/api/v1/me/searches', { name: 'Waves', query: 'q=waves' });
  return `/api/v1/me/searches/${saved.json.id}`;
}
async function newUpload(bytes: number): Promise<string> {
  return (await api.json('POST', '/api/v1/uploads', { bytes })).json.id;
}

interface Call {
  status: number;
  call: () => Promise<Answer>;
}

const rightCalls: Record<string, Call[]> = {
  list_images: [
    { status: 200, call: () => api.get('/api/v1/images?order=shuffle&seed=7&limit=1&orientation=landscape&tag=one') },
  ],
  create_image: [
    { status: 201, call: () => api.upload({ bytes: png(numbered(2)), fields: { title: 'Second' } }) },
    { status: 200, call: () => api.upload({ bytes: png(numbered(2)) }) },
  ],
  create_image_from_url: [
    { status: 422, call: () => api.json('POST', '/api/v1/images/from-url', { url: 'http://127.0.0.1/' }) },
  ],
  restore_image: [
    {
      status: 200,
      call: async () => {
        const image = await api.add({ bytes: png(numbered(5)) });
        await api.delete(image.id);
        return api.request('POST', `/api/v1/images/${image.id}/restore`);
      },
    },
  ],
  list_my_images: [
    { status: 200, call: () => ada.get('/api/v1/me/images?limit=1') },
    { status: 401, call: () => api.get('/api/v1/me/images') },
  ],
  list_trash: [
    { status: 200, call: () => ada.get('/api/v1/me/trash?limit=1') },
    { status: 401, call: () => api.get('/api/v1/me/trash') },
  ],
  empty_trash: [
    { status: 204, call: () => ada.request('DELETE', '/api/v1/me/trash') },
    { status: 401, call: () => api.request('DELETE', '/api/v1/me/trash') },
  ],
  create_upload: [{ status: 201, call: () => api.json('POST', '/api/v1/uploads', { file_name: 'a.png', bytes: 5 }) }],
  get_upload: [{ status: 200, call: async () => api.get(`/api/v1/uploads/${await newUpload(5)}`) }],
  append_upload: [
    { status: 204, call: async () => api.piece(await newUpload(5), 0, Buffer.from('ab')) },
    {
      status: 201,
      call: async () => {
        const bytes = png(numbered(6));
        return api.piece(await newUpload(bytes.length), 0, bytes);
      },
    },
    {
      status: 200,
      call: async () => {
        const bytes = png(numbered(6));
        return api.piece(await newUpload(bytes.length), 0, bytes);
      },
    },
  ],
  cancel_upload: [{ status: 204, call: async () => api.request('DELETE', `/api/v1/uploads/${await newUpload(5)}`) }],
  list_searches: [
    { status: 200, call: () => ada.get('/api/v1/me/searches') },
    { status: 401, call: () => api.get('/api/v1/me/searches') },
  ],
  save_search: [
    { status: 201, call: () => ada.json('POST', '/api/v1/me/searches', { name: 'Seas', query: 'q=sea' }) },
    { status: 401, call: () => api.json('POST', '/api/v1/me/searches', { name: 'Seas', query: 'q=sea' }) },
  ],
  rename_search: [{ status: 200, call: async () => ada.json('PATCH', await adasSearch(), { name: 'Oceans' }) }],
  delete_search: [{ status: 204, call: async () => ada.request('DELETE', await adasSearch()) }],
  freeze_palette: [
    {
      status: 200,
      call: async () => {
        const made = await ada.json('POST', '/api/v1/palettes', { title: 'Living', search: 'q=sea' });
        return ada.request('POST', `/api/v1/palettes/${made.json.id}/freeze`);
      },
    },
    { status: 409, call: async () => ada.request('POST', `${await adasPalette()}/freeze`) },
  ],
  list_duplicates: [
    { status: 200, call: () => api.get('/api/v1/duplicates?limit=1') },
    { status: 200, call: () => ada.get('/api/v1/duplicates') },
  ],
  merge_duplicates: [
    {
      status: 409,
      call: async () => {
        const other = (await api.add({ bytes: png(numbered(12)) })).id;
        return api.post('/api/v1/duplicates/merge', { keep: id, remove: [other] });
      },
    },
  ],
  dismiss_duplicates: [
    {
      status: 204,
      call: async () => {
        const other = (await api.add({ bytes: png(numbered(13)) })).id;
        return api.post('/api/v1/duplicates/dismiss', { image_ids: [id, other] });
      },
    },
  ],
  get_image: [{ status: 200, call: () => api.get(`/api/v1/images/${id}`) }],
  update_image: [{ status: 200, call: () => api.patch(id, { title: 'First again' }) }],
  list_similar_images: [{ status: 200, call: () => api.get(`/api/v1/images/${id}/similar`) }],
  get_original: [{ status: 200, call: () => api.get(`/api/v1/images/${id}/original`) }],
  get_rendition: [{ status: 200, call: () => api.get(`/api/v1/images/${id}/renditions/320`) }],
  search_images: [
    { status: 200, call: () => api.get('/api/v1/search?q=first&color=ff0000&minus=dog&orientation=landscape') },
  ],
  search_by_canvas: [
    {
      status: 200,
      call: () =>
        api.post('/api/v1/search', {
          texts: [{ text: 'first', weight: 2 }],
          colors: [{ color: 'ff0000', share: 0.3 }],
          minus: { texts: [{ text: 'dog' }] },
          filters: { orientation: 'landscape' },
          explain: true,
        }),
    },
  ],
  explain_match: [{ status: 200, call: () => api.get(`/api/v1/images/${id}/match?q=first&color=ff0000`) }],
  list_suggestions: [{ status: 200, call: () => api.get('/api/v1/suggestions?q=fir') }],
  create_search_example: [
    { status: 200, call: () => api.example({ bytes: png(numbered(3)) }) },
    { status: 200, call: () => api.example({ bytes: png(numbered(3)), fields: { crop: '0,0,0.5,0.5' } }) },
  ],
  list_tags: [{ status: 200, call: () => api.get('/api/v1/tags?prefix=o&limit=1') }],
  get_library: [{ status: 200, call: () => api.get('/api/v1/library') }],
  list_interests: [{ status: 200, call: () => api.get('/api/v1/interests') }],
  set_interests: [
    { status: 204, call: () => ada.json('PUT', '/api/v1/me/interests', { skip: true }) },
    { status: 400, call: () => ada.json('PUT', '/api/v1/me/interests', { interests: [{ id: 'birds' }] }) },
    { status: 401, call: () => api.json('PUT', '/api/v1/me/interests', { skip: true }) },
  ],
  get_taste: [
    { status: 200, call: () => ada.get('/api/v1/me/taste') },
    { status: 401, call: () => api.get('/api/v1/me/taste') },
  ],
  update_taste: [
    { status: 200, call: () => ada.json('PATCH', '/api/v1/me/taste', { feed: 'personal' }) },
    { status: 400, call: () => ada.json('PATCH', '/api/v1/me/taste', { weights: { birds: 3 } }) },
    { status: 401, call: () => api.json('PATCH', '/api/v1/me/taste', {}) },
    { status: 404, call: () => ada.json('PATCH', '/api/v1/me/taste', { weights: { birds: 1 } }) },
  ],
  forget_taste: [
    { status: 204, call: () => ada.request('DELETE', '/api/v1/me/taste') },
    { status: 401, call: () => api.request('DELETE', '/api/v1/me/taste') },
  ],
  get_feed: [
    { status: 200, call: () => ada.get('/api/v1/feed?limit=1') },
    { status: 200, call: () => api.get('/api/v1/feed?limit=1') },
    { status: 400, call: () => ada.get('/api/v1/feed?cursor=x') },
  ],
  give_feedback: [
    {
      status: 204,
      call: async () => ada.json('POST', '/api/v1/feed/feedback', { image_id: await adasImage(), action: 'open' }),
    },
    { status: 400, call: () => ada.json('POST', '/api/v1/feed/feedback', { image_id: id, action: 'love' }) },
    { status: 401, call: () => api.json('POST', '/api/v1/feed/feedback', { image_id: id, action: 'open' }) },
    { status: 404, call: () => ada.json('POST', '/api/v1/feed/feedback', { image_id: NOBODY, action: 'less' }) },
  ],
  get_instance: [{ status: 200, call: () => api.get('/api/v1/instance') }],
  register_person: [
    {
      status: 201,
      call: () => new Client(ada.url).json('POST', '/api/v1/auth/register', { name: 'Bob', password: PASSWORD }),
    },
    {
      status: 409,
      call: () => new Client(ada.url).json('POST', '/api/v1/auth/register', { name: 'ADA', password: PASSWORD }),
    },
    { status: 400, call: () => api.json('POST', '/api/v1/auth/register', { name: 'Eve', password: 'short' }) },
  ],
  login: [
    {
      status: 200,
      call: () => new Client(ada.url).json('POST', '/api/v1/auth/login', { name: 'ada', password: PASSWORD }),
    },
    {
      status: 401,
      call: () => new Client(ada.url).json('POST', '/api/v1/auth/login', { name: 'ada', password: 'wrong' }),
    },
  ],
  get_me: [
    { status: 200, call: () => ada.get('/api/v1/me') },
    { status: 401, call: () => api.get('/api/v1/me') },
  ],
  start_openid: [{ status: 404, call: () => api.get('/api/v1/auth/oidc/nobody/start') }],
  finish_openid: [{ status: 302, call: () => api.get('/api/v1/auth/oidc/nobody/callback?code=x&state=y') }],
  change_password: [
    {
      status: 204,
      call: async () =>
        (await ada.register('Changer')).json('POST', '/api/v1/auth/password', {
          current_password: PASSWORD,
          new_password: 'another battery',
        }),
    },
    {
      status: 401,
      call: () =>
        api.json('POST', '/api/v1/auth/password', { current_password: PASSWORD, new_password: 'another battery' }),
    },
    {
      status: 400,
      call: () => ada.json('POST', '/api/v1/auth/password', { current_password: PASSWORD, new_password: 'short' }),
    },
  ],
  update_me: [
    {
      status: 200,
      call: () => ada.json('PATCH', '/api/v1/me', { display_name: 'Ada L.', preferences: { theme: 'dark' } }),
    },
    { status: 400, call: () => ada.json('PATCH', '/api/v1/me', { preferences: { theme: 'pink' } }) },
    { status: 401, call: () => api.json('PATCH', '/api/v1/me', { display_name: 'x' }) },
  ],
  delete_me: [
    {
      status: 204,
      call: async () => (await ada.register('Leaver')).json('DELETE', '/api/v1/me', { password: PASSWORD }),
    },
    { status: 409, call: () => ada.json('DELETE', '/api/v1/me', { password: PASSWORD }) },
    { status: 401, call: () => ada.json('DELETE', '/api/v1/me', { password: 'wrong' }) },
    { status: 401, call: () => ada.json('DELETE', '/api/v1/me', {}) },
  ],
  list_sessions: [
    { status: 200, call: () => ada.get('/api/v1/me/sessions') },
    { status: 401, call: () => api.get('/api/v1/me/sessions') },
  ],
  end_session: [
    {
      status: 204,
      call: async () => {
        const client = await ada.register('Ender');
        const [session] = (await client.ok('/api/v1/me/sessions')).json.items;
        return client.request('DELETE', `/api/v1/me/sessions/${session.id}`);
      },
    },
    { status: 404, call: () => ada.request('DELETE', `/api/v1/me/sessions/${NOBODY}`) },
  ],
  end_other_sessions: [{ status: 204, call: () => ada.request('DELETE', '/api/v1/me/sessions') }],
  list_api_tokens: [{ status: 200, call: () => ada.get('/api/v1/me/tokens') }],
  create_api_token: [
    { status: 201, call: () => ada.json('POST', '/api/v1/me/tokens', { name: 'script', expires_in_days: 30 }) },
    { status: 400, call: () => ada.json('POST', '/api/v1/me/tokens', { name: ' ' }) },
  ],
  delete_api_token: [
    {
      status: 204,
      call: async () => {
        const made = await ada.json('POST', '/api/v1/me/tokens', { name: 'short-lived' });
        return ada.request('DELETE', `/api/v1/me/tokens/${made.json.id}`);
      },
    },
    { status: 404, call: () => ada.request('DELETE', `/api/v1/me/tokens/${NO_ID}`) },
  ],
  list_people: [
    { status: 200, call: () => ada.get('/api/v1/people?limit=2') },
    { status: 401, call: () => api.get('/api/v1/people') },
    { status: 403, call: async () => (await ada.register('Curious')).get('/api/v1/people') },
  ],
  get_person: [
    { status: 200, call: () => ada.get('/api/v1/people/@ADA') },
    { status: 404, call: () => ada.get('/api/v1/people/@nobody') },
  ],
  list_person_images: [
    { status: 200, call: () => ada.get('/api/v1/people/@ada/images') },
    { status: 404, call: () => ada.get('/api/v1/people/ada/images') },
  ],
  update_person: [
    {
      status: 200,
      call: async () => {
        const { id: person } = await (await ada.register('Promoted')).me();
        return ada.json('PATCH', `/api/v1/people/${person}`, { role: 'owner', quota_bytes_max: 1_000_000 });
      },
    },
    { status: 404, call: () => ada.json('PATCH', '/api/v1/people/@nobody', { role: 'member' }) },
    { status: 400, call: () => ada.json('PATCH', '/api/v1/people/@ada', { role: 'guest' }) },
  ],
  update_instance: [
    { status: 200, call: () => ada.json('PATCH', '/api/v1/instance', { registration: 'open' }) },
    { status: 200, call: () => ada.json('PATCH', '/api/v1/instance', { quota_bytes_max: null }) },
    { status: 400, call: () => ada.json('PATCH', '/api/v1/instance', {}) },
    { status: 400, call: () => ada.json('PATCH', '/api/v1/instance', { quota_bytes_max: -1 }) },
    { status: 401, call: () => api.json('PATCH', '/api/v1/instance', { registration: 'closed' }) },
  ],
  logout: [
    { status: 204, call: async () => (await ada.register('Carl')).request('POST', '/api/v1/auth/logout') },
    { status: 204, call: () => api.request('POST', '/api/v1/auth/logout') },
  ],
  like_image: [
    { status: 204, call: async () => ada.request('PUT', `/api/v1/images/${await adasImage()}/like`) },
    { status: 401, call: () => api.request('PUT', `/api/v1/images/${id}/like`) },
  ],
  unlike_image: [{ status: 204, call: async () => ada.request('DELETE', `/api/v1/images/${await adasImage()}/like`) }],
  list_liked_images: [{ status: 200, call: () => ada.get('/api/v1/me/likes') }],
  list_palettes: [{ status: 200, call: () => ada.get(`/api/v1/palettes?mine=1&contains=${NOBODY}&limit=1`) }],
  create_palette: [
    { status: 201, call: () => ada.json('POST', '/api/v1/palettes', { title: 'Reds' }) },
    { status: 400, call: () => ada.json('POST', '/api/v1/palettes', {}) },
    { status: 401, call: () => api.json('POST', '/api/v1/palettes', { title: 'Reds' }) },
  ],
  get_palette: [{ status: 200, call: async () => ada.get(await adasPalette()) }],
  update_palette: [
    { status: 200, call: async () => ada.json('PATCH', await adasPalette(), { visibility: 'unlisted' }) },
    { status: 400, call: async () => ada.json('PATCH', await adasPalette(), {}) },
  ],
  renew_palette_key: [{ status: 200, call: async () => ada.request('POST', `${await adasPalette()}/share-key`) }],
  put_palette_image: [
    {
      status: 204,
      call: async () => ada.json('PUT', `${await adasPalette()}/images/${await adasImage()}`, { after: null }),
    },
    { status: 404, call: async () => ada.json('PUT', `${await adasPalette()}/images/${NOBODY}`, {}) },
  ],
  list_palette_images: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/images`) }],
  list_palette_suggestions: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/suggestions`) }],
  export_palette: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/export.zip`) }],
  export_palette_ase: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/export.ase`) }],
  export_palette_gpl: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/export.gpl`) }],
  import_palette: [
    {
      status: 201,
      call: async () => {
        const { body } = await ada.get(`${await adasPalette()}/export.zip`);
        const head = 'Content-Disposition: form-data; name="file"; filename="p.zip"';
        return ada.request('POST', '/api/v1/palettes/import', multipart([{ head, body }]));
      },
    },
  ],
  change_palette_images: [
    {
      status: 200,
      call: async () => {
        const body = { action: 'remove', image_ids: [await adasImage()] };
        return ada.json('POST', `${await adasPalette()}/images/batch`, body);
      },
    },
    { status: 400, call: async () => ada.json('POST', `${await adasPalette()}/images/batch`, { action: 'add' }) },
  ],
  remove_palette_image: [
    { status: 204, call: async () => ada.request('DELETE', `${await adasPalette()}/images/${await adasImage()}`) },
  ],
  put_palette_person: [
    {
      status: 204,
      call: async () => {
        await ada.register('Dora');
        return ada.json('PUT', `${await adasPalette()}/people/@dora`, { role: 'viewer' });
      },
    },
    { status: 409, call: async () => ada.json('PUT', `${await adasPalette()}/people/@ada`, { role: 'viewer' }) },
  ],
  list_palette_people: [{ status: 200, call: async () => ada.get(`${await adasPalette()}/people`) }],
  remove_palette_person: [
    { status: 204, call: async () => ada.request('DELETE', `${await adasPalette()}/people/@dora`) },
  ],
  delete_palette: [{ status: 204, call: async () => ada.request('DELETE', await adasPalette()) }],
  restore_palette: [{ status: 200, call: async () => ada.request('POST', `${await adasPalette()}/restore`) }],
  get_health: [{ status: 200, call: () => api.get('/healthz') }],
  get_readiness: [{ status: 200, call: () => api.get('/readyz') }],
  get_metrics: [{ status: 200, call: () => api.get('/metrics') }],
  get_openapi: [{ status: 200, call: () => api.get('/openapi.yaml') }],
  delete_image: [
    {
      status: 204,
      call: async () => api.delete((await api.add({ bytes: png(numbered(4)) })).id),
    },
  ],
};
const STREAM = 'stream_events'; // has a body that does not end

test('an empty library is empty everywhere', async () => {
  const empty = await Server.start(join(newFolder(), 'library'));
  for (const list of [
    '/api/v1/images',
    '/api/v1/images?order=shuffle',
    '/api/v1/search?q=x',
    '/api/v1/search?tag=x',
    '/api/v1/tags',
  ]) {
    expect((await empty.api.ok(list)).json, list).toMatchObject({ items: [], next_cursor: null });
  }
  expect(await empty.api.library()).toEqual({
    images: 0,
    ready: 0,
    pending: 0,
    failed: 0,
    model_change: null,
    pack: expect.stringMatching(/^\w+@\w+$/),
  });
  await empty.stop();
});

test('every operation of the document is called here', () => {
  expect([...Object.keys(rightCalls), STREAM].sort()).toEqual(operations.map((operation) => operation.id).sort());
});

describe.each(Object.entries(rightCalls))('%s', (name, wanted) => {
  test.each(wanted)('answers $status as the document says', async ({ status, call }) => {
    expect((await call()).status).toBe(status);
    expect(calls.get(name)).toContain(status);
  });
});

test('stream_events answers a stream of events', async () => {
  const stream = await EventStream.open(server.url);
  expect(stream.contentType).toMatch(/^text\/event-stream/);
  stream.close();
});

const ofOneImage = operations.filter(
  ({ template }) => template.startsWith('/api/v1/images/{id}') && !template.endsWith('/like'), // which asks who likes
);

describe.each(ofOneImage.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  const call = (image: string) => {
    const target = operation.template.replace('{id}', image).replace('{width}', '320');
    const body =
      operation.method === 'PATCH' ? { body: '{"title":"x"}', headers: { 'Content-Type': 'application/json' } } : {};
    return api.request(operation.method, target, body);
  };

  test.each([NOBODY, NO_ID, 'zzzzzzzzzzzzz', '..%20', 'i'.repeat(13)])('answers 404 for the id %s', async (image) => {
    const answer = await call(image);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ status: 404, code: 'image_not_found', detail: expect.stringMatching(/\.$/) });
  });
});

test.each(['0', '319', '321', '1281', '-320', 'wide', '320.0', '99999999999999999999'])(
  'a rendition of width %s is not found',
  async (width) => {
    const answer = await api.get(`/api/v1/images/${id}/renditions/${width}`);
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('rendition_not_found');
  },
);

/** Values that the parameter's schema refuses. */
function wrongValues(parameter: Parameter): [what: string, values: string[]][] {
  const schema = resolved(parameter.schema) as {
    type: string;
    enum?: string[];
    minimum?: number;
    maximum?: number;
    maxLength?: number;
    maxItems?: number;
    items?: { maxLength?: number; minLength?: number; pattern?: string };
  };
  const wrong: [string, string[]][] = [];
  const tooLong = (length: number) => 'x'.repeat(length + 1);
  if (schema.type === 'integer') {
    for (const value of ['', 'many', '1.5', '1e2', '0x1', ' 1', '99999999999999999999'])
      wrong.push([`'${value}'`, [value]]);
    if (schema.minimum !== undefined) wrong.push(['below its minimum', [String(schema.minimum - 1)]]);
    if (schema.maximum !== undefined) wrong.push(['above its maximum', [String(schema.maximum + 1)]]);
  }
  if (schema.enum)
    wrong.push(
      ['no value of the list', ['sideways']],
      ['a value in other case', [String(schema.enum[0]).toUpperCase()]],
    );
  if (schema.maxLength !== undefined) wrong.push(['too long', [tooLong(schema.maxLength)]]);
  if (schema.maxItems !== undefined) {
    const good = parameter.name.endsWith('color') ? 'ff0000' : parameter.name.endsWith('like') ? id : 'one';
    wrong.push(['too many', Array.from({ length: schema.maxItems + 1 }, () => good)]);
  }
  if (schema.items?.maxLength !== undefined) wrong.push(['one that is too long', [tooLong(schema.items.maxLength)]]);
  if (schema.items?.minLength) wrong.push(['one that is empty', ['']]);
  if (schema.items?.pattern)
    for (const value of ['red', 'ff000', '#ff00000', 'gg0000', '']) wrong.push([`'${value}'`, [value]]);
  if (parameter.name.endsWith('like'))
    wrong.push(['no id and no token', ['picture.png']], ['a broken token', ['e.AAAA']], ['half a token', ['e.']]);
  return wrong;
}

const queryParameters = operations.flatMap((operation) =>
  operation.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => ({ operation, parameter })),
);

describe.each(
  queryParameters.map(({ operation, parameter }) => [operation.id, parameter.name, operation, parameter] as const),
)('%s with a wrong %s', (_, __, operation, parameter) => {
  const call = (values: string[]) => {
    const base = /search$|match$/.test(operation.template) && parameter.name !== 'q' ? { q: 'first' } : {};
    const who = operation.template.startsWith('/api/v1/me') ? ada : api;
    return who.get(path(operation.template.replace('{id}', id), { ...base, [parameter.name]: values }));
  };

  test('answers 400 with a code and the name of the parameter', async () => {
    const accepted: string[] = [];
    for (const [what, values] of wrongValues(parameter)) {
      const answer = await call(values);
      if (answer.status !== 400) accepted.push(`${what}: ${answer.status}`);
      else expect(answer.json.detail, what).toBeTruthy();
    }
    expect(accepted).toEqual([]);
  });
});

test.each([
  ['search_images', 'q', 500, '/api/v1/search?q='],
  ['search_images', 'minus', 500, '/api/v1/search?q=first&minus='],
  ['list_images', 'tag', 100, '/api/v1/images?tag='],
  ['list_tags', 'prefix', 100, '/api/v1/tags?prefix='],
])('%s takes a %s of %d letters, whatever their bytes', async (_, __, letters, base) => {
  expect((await api.get(base + encodeURIComponent('é'.repeat(letters)))).status).toBe(200);
});

test('a parameter that is no UTF-8 is refused', async () => {
  expect((await api.get('/api/v1/search?q=%ff%fe')).status).toBe(400);
  expect((await api.get('/api/v1/search?q=%zz')).status).toBe(400);
});

test('a search for nothing is refused', async () => {
  for (const target of [
    '/api/v1/search',
    '/api/v1/search?q=',
    '/api/v1/search?q=%20%20',
    '/api/v1/search?minus=dog',
    '/api/v1/search?orientation=square',
  ]) {
    const answer = await api.get(target);
    expect(answer.status, target).toBe(400);
    expect(answer.json.code, target).toBe('query_empty');
  }
});

describe('cursors', () => {
  const shared = sharedLibrary();
  const lists = ['/api/v1/images?', '/api/v1/images?order=shuffle&', '/api/v1/search?q=number&', '/api/v1/tags?'];

  test.each(lists)('that are garbage are refused by %s', async (list) => {
    const garbage = [
      'x',
      '-1',
      '99999999999',
      'AAAA',
      '!!!!',
      '1'.repeat(64),
      'QUJD'.repeat(14),
      '💥',
      NO_ID,
      '1 ',
      '%00',
    ];
    const accepted: string[] = [];
    for (const cursor of garbage) {
      const answer = await shared.api.get(`${list}cursor=${encodeURIComponent(cursor)}`);
      if (answer.status !== 400) accepted.push(`${cursor}: ${answer.status}`);
    }
    expect(accepted).toEqual([]);
  });

  test('of one search are refused by another', async () => {
    const page = await shared.api.search({ q: 'number', limit: 2 });
    expect(page.next_cursor).toBeTruthy();
    for (const other of [
      { q: 'numbers' },
      { q: 'number', color: 'ff0000' },
      { q: 'number', tag: 'series' },
      { q: 'number', minus: 'dog' },
    ]) {
      const answer = await shared.api.get(path('/api/v1/search', { ...other, cursor: page.next_cursor ?? '' }));
      expect(answer.status, JSON.stringify(other)).toBe(400);
      expect(answer.json.code).toBe('cursor_invalid');
    }
  });

  test('that were altered are refused or go on without harm', async () => {
    const { next_cursor: cursor } = await shared.api.search({ q: 'number', limit: 2 });
    for (let i = 0; i < (cursor?.length ?? 0); ++i) {
      const altered = `${cursor?.slice(0, i)}${cursor?.[i] === 'A' ? 'z' : 'A'}${cursor?.slice(i + 1)}`;
      const answer = await shared.api.get(path('/api/v1/search', { q: 'number', limit: 2, cursor: altered }));
      expect([200, 400], altered).toContain(answer.status);
    }
  });
});

describe('addresses', () => {
  test.each(['/api/v1', '/api/v1/nothing', '/api/v2/images', '/api/v1/images/a/b/c', '/api/v1/imagesx'])(
    'that nobody knows are answered with a problem: %s',
    async (target) => {
      const answer = await api.get(target, { Accept: 'text/html' });
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toMatchObject({ status: 404, code: expect.stringMatching(/^[a-z_]+$/) });
    },
  );

  test.each([
    '/api/v1/images/../library',
    '/api/v1/images/%2e%2e/library',
    '/api/v1/images/a%2fb',
    '/api/v1/%00',
    '/api//v1/images',
    '/%ff',
  ])('that climb or hide something are refused: %s', async (target) => {
    const answer = await api.get(target);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('invalid_target');
  });

  test('under a method they do not have are answered 405 with those they have', async () => {
    for (const [method, target, allowed] of [
      ['PUT', '/api/v1/images', ['GET', 'POST', 'HEAD']],
      ['POST', `/api/v1/images/${id}`, ['GET', 'PATCH', 'DELETE']],
      ['DELETE', '/api/v1/search', ['GET', 'POST']],
      ['POST', '/healthz', ['GET']],
    ] as const) {
      expect(operationOf(method, target)).toBeUndefined();
      const answer = await api.request(method, target);
      expect(answer.status, `${method} ${target}`).toBe(405);
      expect(answer.json.code).toMatch(/^[a-z_]+$/);
      for (const name of allowed) expect(answer.headers.allow).toContain(name);
    }
  });

  test('answer OPTIONS with their methods and invite no other site', async () => {
    const answer = await api.request('OPTIONS', '/api/v1/images', {
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(answer.status).toBeLessThan(300);
    for (const name of ['GET', 'POST', 'HEAD']) expect(answer.headers.allow).toContain(name);
    for (const target of ['/api/v1/images', `/api/v1/images/${id}/original`]) {
      const read = await api.get(target, { Origin: 'https://evil.example' });
      expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('under a method that nobody knows are answered 501', async () => {
    const answer = await api.request('PROPFIND', '/api/v1/images');
    expect(answer.status).toBe(501);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  test('that are too long are answered 414', async () => {
    expect((await api.get(`/api/v1/search?q=${'x'.repeat(9_000)}`)).status).toBe(414);
  });
});

test('what an Image says of itself agrees', async () => {
  const { api: library } = sharedLibrary();
  for (const card of await library.walk('/api/v1/images', { limit: 200 })) {
    const image = await library.image(card.id);
    expect(image).toMatchObject(card);
    expect(image.alt).not.toBe('');
    expect(image.color).toBe(image.swatches[0]?.color);
    const shares = image.swatches.map((swatch) => swatch.share);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.001);
    const sources = image.tags.map((tag) => tag.source);
    expect(sources).toEqual(sources.toSorted().reverse()); // a person's first
    const sure = image.tags.flatMap((tag) => (tag.source === 'ai' ? [tag.confidence ?? 0] : []));
    expect(sure).toEqual(sure.toSorted((a, b) => b - a));
    expect(new Set(image.tags.map((tag) => tag.name)).size).toBe(image.tags.length);
    expect(Math.abs(Date.parse(image.created_at) - Date.now())).toBeLessThan(3_600_000);
  }
});

test('lists are never stored by caches on the way', async () => {
  for (const target of [
    '/api/v1/images',
    '/api/v1/library',
    '/api/v1/tags',
    '/api/v1/search?q=x',
    `/api/v1/images/${id}`,
  ]) {
    expect((await api.ok(target)).headers['cache-control'], target).toBe('no-store');
  }
});

test('every answer forbids the browser to guess its type', async () => {
  for (const target of ['/api/v1/images', '/api/v1/nothing', `/api/v1/images/${id}/original`, '/healthz', '/']) {
    expect((await api.get(target)).headers['x-content-type-options'], target).toBe('nosniff');
  }
});

test('HEAD answers what GET answers, without the body', async () => {
  for (const target of [
    '/api/v1/library',
    `/api/v1/images/${id}`,
    `/api/v1/images/${id}/original`,
    `/api/v1/images/${id}/renditions/320`,
    '/healthz',
  ]) {
    const get = await api.ok(target);
    const head = await api.request('HEAD', target);
    expect(head.status, target).toBe(200);
    expect(head.body, target).toHaveLength(0);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect(head.headers[name], `${name} of ${target}`).toBe(get.headers[name]);
    }
  }
  expect((await api.request('HEAD', `/api/v1/images/${NOBODY}`)).status).toBe(404);
  expect((await api.request('HEAD', '/api/v1/events')).status).toBe(200);
});
