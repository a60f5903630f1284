// Who may see which Image: role by visibility by operation, for every operation of api/openapi.yaml. The same for Palettes
// is in palettes.test.ts; other ways to the same operations (filters, caches, streams) are in visibility.test.ts.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client } from './support/client';
import { answeredSchemas, operations } from './support/contract';
import { newFolder } from './support/folders';
import { Server } from './support/palette';
import { numbered, png } from './support/pictures';

const ROLES = ['guest', 'member', 'owner', 'author'] as const; // the owner of the instance; the author of the Images
type Role = (typeof ROLES)[number];
type Visibility = 'public' | 'private';

interface Picture {
  id: string;
  tag: string;
  bytes: Buffer;
}

const viewers = {} as Record<Role, Client>;
/** What everybody liked and saved while all of it was public. */
const kept = {} as Record<Visibility, Picture>;
/** What nobody has touched. */
const fresh = {} as Record<Visibility, Picture>;
/** Public, and looks like all of them. */
let alike: Picture;
/** The author's, public: all of the above; only what is public of it; `alike` alone. */
let [whole, open, beginning] = ['', '', ''];

const WORD = 'zanzibar';
let made = 0;
async function add(title: string): Promise<Picture> {
  const bytes = png(numbered(++made));
  const tag = `tag${made}x`;
  const { id } = await viewers.author.add({ bytes, fields: { title: `${WORD} ${title} ${made}`, tags: tag } });
  return { id, tag, bytes };
}
const palette = async (client: Client, title: string, image_ids: string[], visibility = 'public'): Promise<string> =>
  (await client.json('POST', '/api/v1/palettes', { title, visibility, image_ids })).json.id;

beforeAll(async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  viewers.guest = server.api;
  viewers.owner = await server.api.register('Olga');
  viewers.author = await server.api.register('Ada');
  viewers.member = await server.api.register('Bob');
  // More of others than of the author, whose own would be the library else, and say nothing of taste.
  for (let i = 0; i < 8; ++i) await viewers.member.add({ bytes: png(numbered(100 + i)) });
  for (const visibility of ['public', 'private'] as const) {
    kept[visibility] = await add(`kept ${visibility}`);
    fresh[visibility] = await add(`fresh ${visibility}`);
  }
  alike = await add('alike');
  for (const role of ['member', 'owner', 'author'] as const) {
    for (const { id } of Object.values(kept)) await viewers[role].request('PUT', `/api/v1/images/${id}/like`);
    await palette(viewers[role], 'Saved', [kept.public.id, kept.private.id], 'private');
  }
  const { author } = viewers;
  const all = [kept.private, kept.public, fresh.private, fresh.public].map(({ id }) => id);
  whole = await palette(author, 'Whole', all);
  open = await palette(author, 'Whole', [kept.public.id, fresh.public.id]);
  beginning = await palette(author, 'Beginning', [alike.id]);
  for (const { id } of [kept.private, fresh.private]) {
    expect((await author.patch(id, { visibility: 'private' })).status).toBe(200);
  }
});

interface Row {
  /** Asks so that the answer could show the Image. */
  ask: (viewer: Client, picture: Picture, role: Role) => Promise<Answer>;
  /** Whether it does; else where its id is named. */
  shows?: (answer: Answer, picture: Picture, viewer: Client) => boolean | Promise<boolean>;
  of?: typeof kept;
  /** Where it is not the rule: what is private is for its author, what is public for everybody. */
  sees?: (role: Role, visibility: Visibility) => boolean;
}

const names = ({ text }: Answer, { id }: Picture) => text.includes(id);
const succeeds = ({ status }: Answer) => status === 200;
const members = (role: Role) => role !== 'guest';
const get =
  (target: (picture: Picture) => string): Row['ask'] =>
  (viewer, picture) =>
    viewer.get(target(picture));
/** Whether the colours of a Palette are others than those of its public Images. */
const hasOtherColors =
  (extension: string): NonNullable<Row['shows']> =>
  async (answer, _, viewer) =>
    !answer.body.equals((await viewer.get(`/api/v1/palettes/${open}/export.${extension}`)).body);

const table: Record<string, Row> = {
  list_images: { ask: get(() => '/api/v1/images?limit=200') },
  get_image: { ask: get(({ id }) => `/api/v1/images/${id}`) },
  list_similar_images: { ask: get(() => `/api/v1/images/${alike.id}/similar?limit=200`) },
  get_original: {
    ask: get(({ id }) => `/api/v1/images/${id}/original`),
    shows: (answer, { bytes }) => answer.body.equals(bytes),
  },
  get_rendition: { ask: get(({ id }) => `/api/v1/images/${id}/renditions/320`), shows: succeeds },
  search_images: { ask: get(() => `/api/v1/search?q=${WORD}&limit=200`) },
  search_by_canvas: { ask: (viewer) => viewer.post('/api/v1/search', { texts: [{ text: WORD }], limit: 200 }) },
  explain_match: { ask: get(({ id }) => `/api/v1/images/${id}/match?q=${WORD}`), shows: succeeds },
  // Titles of public Images only, for everybody.
  list_suggestions: {
    ask: get(() => `/api/v1/suggestions?q=${WORD}&limit=200`),
    sees: (_, visibility) => visibility === 'public',
  },
  list_tags: { ask: get(({ tag }) => `/api/v1/tags?prefix=${tag}`), shows: ({ text }, { tag }) => text.includes(tag) },
  list_person_images: { ask: get(() => '/api/v1/people/@ada/images?limit=200') },
  list_my_images: {
    ask: get(() => '/api/v1/me/images?limit=200'),
    sees: (role) => role === 'author',
  },
  list_trash: {
    ask: async (viewer, { id }) => {
      await viewers.author.delete(id);
      const answer = await viewer.get('/api/v1/me/trash');
      await viewers.author.request('POST', `/api/v1/images/${id}/restore`);
      await viewers.author.whenReady(id);
      return answer;
    },
    sees: (role) => role === 'author',
  },
  list_liked_images: {
    ask: get(() => '/api/v1/me/likes?limit=200'),
    of: kept,
    sees: (role, visibility) => role === 'author' || (members(role) && visibility === 'public'),
  },
  get_taste: {
    ask: get(() => '/api/v1/me/taste'),
    of: kept,
    sees: (role, visibility) => role === 'author' || (members(role) && visibility === 'public'),
  },
  // As a wall without learning: what a person brought in themselves is not recommended to them.
  get_feed: {
    ask: async (viewer, _, role) => {
      if (members(role)) await viewer.json('PATCH', '/api/v1/me/taste', { feed: 'newest' });
      return viewer.get('/api/v1/feed?limit=200');
    },
  },
  update_taste: {
    ask: (viewer) => viewer.json('PATCH', '/api/v1/me/taste', { feed: 'personal' }),
    of: kept,
    sees: (role, visibility) => role === 'author' || (members(role) && visibility === 'public'),
  },
  // Fifteen public ones, the same for everybody.
  list_interests: {
    ask: get(() => '/api/v1/interests'),
    sees: (_, visibility) => visibility === 'public',
    shows: (answer, picture) => names(answer, picture) || (picture === fresh.public && /"thumbhash"/.test(answer.text)),
  },
  list_palettes: { ask: get(() => '/api/v1/palettes?owner=@ada&limit=200') },
  get_palette: { ask: get(() => `/api/v1/palettes/${whole}`) },
  list_palette_images: { ask: get(() => `/api/v1/palettes/${whole}/images`) },
  list_palette_suggestions: { ask: get(() => `/api/v1/palettes/${beginning}/suggestions?limit=200`) },
  export_palette: {
    ask: get(() => `/api/v1/palettes/${whole}/export.zip`),
    shows: (answer, { bytes }) => answer.body.includes(bytes),
  },
  export_palette_ase: {
    ask: get(() => `/api/v1/palettes/${whole}/export.ase`),
    shows: async (answer, picture, viewer) =>
      picture === fresh.public || (await hasOtherColors('ase')(answer, picture, viewer)),
  },
  export_palette_gpl: {
    ask: get(() => `/api/v1/palettes/${whole}/export.gpl`),
    shows: async (answer, picture, viewer) =>
      picture === fresh.public || (await hasOtherColors('gpl')(answer, picture, viewer)),
  },
};

/** Those that act on what they name. Who may not see it is told what they would be told of nothing. */
const acts: Record<string, (viewer: Client, id: string) => Promise<Answer>> = {
  update_image: (viewer, id) => viewer.patch(id, { title: 'Seized' }),
  delete_image: (viewer, id) => viewer.delete(id),
  restore_image: (viewer, id) => viewer.request('POST', `/api/v1/images/${id}/restore`),
  like_image: (viewer, id) => viewer.request('PUT', `/api/v1/images/${id}/like`),
  give_feedback: (viewer, image_id) => viewer.json('POST', '/api/v1/feed/feedback', { image_id, action: 'less' }),
  merge_duplicates: (viewer, id) => viewer.json('POST', '/api/v1/duplicates/merge', { keep: alike.id, remove: [id] }),
  create_palette: (viewer, id) => viewer.json('POST', '/api/v1/palettes', { title: 'Mine', image_ids: [id] }),
  put_palette_image: async (viewer, id) =>
    viewer.json('PUT', `/api/v1/palettes/${await palette(viewer, 'Mine', [])}/images/${id}`, {}),
  change_palette_images: async (viewer, id) =>
    viewer.json('POST', `/api/v1/palettes/${await palette(viewer, 'Mine', [])}/images/batch`, {
      action: 'add',
      image_ids: [id],
    }),
};

/** Those that make an Image of bytes: whoever sends what is private to somebody has an Image of their own. */
const makes = ['create_image', 'append_upload', 'create_image_from_url', 'import_palette'];

/** Their answers show a Palette after what its owner did to it: palettes.test.ts. */
const ofPalettes = ['update_palette', 'restore_palette', 'renew_palette_key', 'freeze_palette'];

/** Shows groups of Images that whoever asks may change: duplicates.test.ts. */
const ofDuplicates = ['list_duplicates'];

/** Their answers name no Image and no Palette, or are tested by what they tell: counts and events in visibility.test.ts. */
const shownNowhere = [
  'create_search_example',
  'get_library',
  'get_person',
  'stream_events',
  'unlike_image',
  'empty_trash',
  'create_upload',
  'get_upload',
  'cancel_upload',
  'delete_palette',
  'remove_palette_image',
  'list_palette_people',
  'put_palette_person',
  'remove_palette_person',
  'dismiss_duplicates',
  'list_searches',
  'save_search',
  'rename_search',
  'delete_search',
  'set_interests',
  'forget_taste',
  'register_person',
  'login',
  'logout',
  'start_openid',
  'finish_openid',
  'change_password',
  'get_me',
  'update_me',
  'delete_me',
  'list_sessions',
  'end_session',
  'end_other_sessions',
  'list_api_tokens',
  'create_api_token',
  'delete_api_token',
  'list_people',
  'update_person',
  'get_instance',
  'update_instance',
  'get_health',
  'get_readiness',
  'get_metrics',
  'get_openapi',
];

test('every operation of the document is in one of these tables', () => {
  const known = [
    ...Object.keys(table),
    ...Object.keys(acts),
    ...makes,
    ...ofPalettes,
    ...ofDuplicates,
    ...shownNowhere,
  ];
  expect(known.toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
});

test('none of those that are said to show nothing answers an Image or a Palette', () => {
  const showing = operations.filter((operation) => {
    const schemas = answeredSchemas(operation);
    return schemas.has('ImageCard') || schemas.has('Palette');
  });
  expect(showing.map(({ id }) => id).filter((id) => shownNowhere.includes(id))).toEqual([]);
});

describe.each(Object.entries(table))('%s', (name, { ask, shows = names, of = fresh, sees }) => {
  const may = sees ?? ((role, visibility) => visibility === 'public' || role === 'author');

  test.each(ROLES.flatMap((role) => [[role, 'public'] as const, [role, 'private'] as const]))(
    'shows a %s what is %s, or not',
    async (role, visibility) => {
      const answer = await ask(viewers[role], of[visibility], role);
      expect(await shows(answer, of[visibility], viewers[role]), `${name}: ${answer.status}`).toBe(
        may(role, visibility),
      );
      if (!may(role, visibility)) expect(answer.text).not.toContain(of[visibility].id);
    },
  );
});

describe.each(Object.entries(acts))('%s', (name, act) => {
  test.each(['member', 'owner'] as const)('tells a %s of a private Image what it tells of none', async (role) => {
    const [hidden, missing] = [await act(viewers[role], fresh.private.id), await act(viewers[role], '0000000000000')];
    expect([hidden.status, hidden.json.code]).toEqual([404, 'image_not_found']);
    expect(hidden.json).toEqual(missing.json);
  });

  test('tells a guest nothing of it', async () => {
    const answer = await act(viewers.guest, fresh.private.id);
    expect([401, 404], name).toContain(answer.status);
    expect(answer.text).not.toContain(fresh.private.id);
  });
});

test.each(['member', 'owner'] as const)('the same bytes as a private Image are a new one of a %s', async (role) => {
  const { bytes, id } = fresh.private;
  const answers = [await viewers[role].upload({ bytes })];
  const announced = (await viewers[role].json('POST', '/api/v1/uploads', { bytes: bytes.length })).json;
  answers.push(await viewers[role].piece(announced.id, 0, bytes));
  expect(answers.map(({ status }) => status)).toEqual([201, 200]);
  for (const answer of answers) expect(answer.text).not.toContain(id);
});
