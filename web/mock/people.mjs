// What the mock knows of people: accounts, onboarding, feed and uploads. Everything is forgotten when it stops.
// There is one account at the start, `ada` with the password `a few good words`; with --unclaimed there is none.
import { makePicture } from './pictures.mjs';

const INTERESTS = [
  'Digital Art',
  'Photography',
  'Illustration',
  '3D Art',
  'Concept Art',
  'Character Design',
  'Landscape',
  'Portraiture',
  'Cooking',
  'Architecture',
  'Anime',
  'Fashion',
  'Abstract',
  'Traditional Painting',
  'Graphic Design',
];
const DAY_MS = 86_400_000;
const LOOK_MS = 1500;
const PURGE_DAYS = 30;

export function createPeople({ all, byId, card, whole, page, shuffled, send, unclaimed }) {
  const accounts = new Map();
  const sessions = new Map();
  const uploads = new Map();
  const owned = new Map();
  const trash = new Map();
  const less = new Set();
  let registration = 'open';
  let tokens = [];
  let number = all.length;

  function addAccount(name, password, role) {
    const account = {
      password,
      disabled: false,
      interests: [],
      weights: {},
      me: {
        id: `person${String(accounts.size).padStart(7, '0')}`,
        name,
        role,
        email: null,
        display_name: name[0].toUpperCase() + name.slice(1),
        created_at: new Date().toISOString(),
        preferences: { theme: 'system', upload_visibility: 'public', feed: 'personal' },
        quota: { bytes_used: 48_200_000, bytes_max: null },
        onboarded: false,
      },
    };
    accounts.set(name.toLowerCase(), account);
    return account;
  }
  if (!unclaimed) {
    addAccount('ada', 'a few good words', 'owner').me.onboarded = true;
    addAccount('jun', 'a few good words', 'member');
    for (const { id } of all.slice(0, 24))
      owned.set(id, { name: 'ada', visibility: 'public', state: 'ready' });
  }

  const viewerOf = (request) =>
    sessions.get(/palette_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]) ?? null;
  const short = ({ me: { id, name, role } }) => ({ id, name, role });
  const instance = (viewer) => ({
    claimed: accounts.size > 0,
    registration,
    oidc: [{ id: 'museum', name: 'Museum' }],
    viewer: viewer && short(viewer),
    limits: { upload_bytes_max: 512_000_000 },
    version: 'mock',
  });
  const begin = (response, account) => {
    const token = Math.random().toString(36).slice(2);
    sessions.set(token, account);
    response.setHeader('set-cookie', `palette_session=${token}; Path=/; HttpOnly; SameSite=Lax`);
    return { me: account.me };
  };
  const ownFacts = (id) => {
    const { visibility, state } = owned.get(id);
    return { visibility, state, failure: null };
  };
  const image = (id) => ({
    ...whole(byId.get(id)),
    ...(owned.has(id) && { ...ownFacts(id), owner: { id: 'person0000000', name: owned.get(id).name } }),
    ...(owned.has(id) && owned.get(id).state !== 'ready' && { tags: owned.get(id).tags, swatches: [] }),
    likes: 0,
    can_edit: true,
  });

  function arrive(viewer, { title = '', tags = [], visibility = 'public' }) {
    const picture = makePicture(++number);
    Object.assign(picture, { title, alt: title || picture.alt });
    const given = (Array.isArray(tags) ? tags : tags.split(',')).filter(Boolean);
    byId.set(picture.id, picture);
    owned.set(picture.id, {
      name: viewer?.me.name,
      visibility,
      state: 'accepted',
      tags: given.map((name) => ({ name, source: 'person', confidence: null })),
    });
    const saw = picture.words;
    picture.words = [...given, ...saw];
    setTimeout(() => {
      if (!owned.has(picture.id)) return;
      owned.get(picture.id).state = 'ready';
      send('image.ready', { id: picture.id });
    }, LOOK_MS);
    return image(picture.id);
  }

  const taste = (account) => ({
    interests: account.interests.map(({ id, title }, i) => ({
      id,
      kind: i < 5 ? 'chosen' : 'learned',
      title,
      weight: account.weights[id] ?? 1,
      share: 1 / account.interests.length,
      medoid: card(all[i * 7 + 3]),
      images: all.slice(i * 7 + 4, i * 7 + 7).map(card),
    })),
    dismissed: [...less].map((id) => card(byId.get(id))),
    seen: 240,
  });

  const reasonAt = (i) =>
    [
      { kind: 'interest', title: INTERESTS[i % INTERESTS.length] },
      { kind: 'liked', title: all[i % 40].title, image_id: all[i % 40].id },
      { kind: 'explore', title: '' },
    ][i % 3];

  const people = () =>
    [...accounts.values()].map(({ me: { id, name, role, created_at, quota }, disabled }) => ({
      id,
      name,
      role,
      disabled,
      created_at,
      quota,
    }));

  /** Answers a request that concerns people; false where it does not. */
  return async function answer(request, response, url, { json, problem }) {
    const path = url.pathname.replace('/api/v1', '');
    const operation = `${request.method} ${path}`;
    const viewer = viewerOf(request);
    const done = () => {
      response.writeHead(204);
      response.end();
    };
    const body = async () => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const sent = async () => JSON.parse((await body()).toString() || '{}');
    const guarded =
      path === '/me' || path.startsWith('/me/') || path === '/people' || path === '/feed/feedback';
    if (guarded && !viewer) {
      problem(401, 'login_required', 'Please log in.');
      return true;
    }

    switch (operation) {
      case 'GET /instance':
        return json(instance(viewer)), true;
      case 'PATCH /instance':
        registration = (await sent()).registration;
        return json(instance(viewer)), true;
      case 'POST /auth/register': {
        const { name, password } = await sent();
        if (accounts.has(name.toLowerCase()))
          return problem(409, 'name_taken', 'Somebody has this name.'), true;
        return (
          json(begin(response, addAccount(name, password, accounts.size ? 'member' : 'owner')), 201), true
        );
      }
      case 'POST /auth/login': {
        const { name, password } = await sent();
        const account = accounts.get(name.toLowerCase());
        if (account?.password !== password) {
          return problem(401, 'login_failed', 'This name and this password do not go together.'), true;
        }
        return json(begin(response, account)), true;
      }
      case 'POST /auth/logout':
        for (const [token, account] of sessions) if (account === viewer) sessions.delete(token);
        return done(), true;
      case 'POST /auth/password': {
        const { current_password, new_password } = await sent();
        if (current_password !== viewer.password) {
          return problem(403, 'wrong_password', 'That is not your password.'), true;
        }
        viewer.password = new_password;
        return done(), true;
      }
      case 'GET /me':
        return json(viewer.me), true;
      case 'PATCH /me': {
        const { preferences, ...change } = await sent();
        Object.assign(viewer.me, change);
        Object.assign(viewer.me.preferences, preferences);
        return json(viewer.me), true;
      }
      case 'DELETE /me':
        if ((await sent()).password !== viewer.password) {
          return problem(403, 'wrong_password', 'That is not your password.'), true;
        }
        accounts.delete(viewer.me.name.toLowerCase());
        for (const [token, account] of sessions) if (account === viewer) sessions.delete(token);
        return done(), true;
      case 'GET /me/sessions':
        return (
          json({
            items: [
              ['s1', request.headers['user-agent'] ?? '', true],
              [
                's2',
                'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
                false,
              ],
              ['s3', 'curl/8.5.0', false],
            ].map(([id, user_agent, current], i) => ({
              id,
              user_agent,
              current,
              created_at: new Date(Date.now() - i * 9 * DAY_MS).toISOString(),
              last_used_at: new Date(Date.now() - i * DAY_MS).toISOString(),
              address: '192.0.2.7',
            })),
            next_cursor: null,
          }),
          true
        );
      case 'GET /me/tokens':
        return json({ items: tokens, next_cursor: null }), true;
      case 'POST /me/tokens': {
        const { name, expires_in_days } = await sent();
        const token = {
          id: `token${tokens.length}`,
          name,
          created_at: new Date().toISOString(),
          last_used_at: null,
          expires_at: expires_in_days ? new Date(Date.now() + expires_in_days * DAY_MS).toISOString() : null,
        };
        tokens = [token, ...tokens];
        return json({ ...token, token: 'pal_mock_2f9c41d07be94a6c8f0e5b1d73aa' }, 201), true;
      }
      case 'GET /interests':
        return (
          json({
            items: INTERESTS.map((title, i) => ({
              id: title.toLowerCase().replaceAll(' ', '-'),
              title,
              image: card(all[(i * 5 + 2) % all.length]),
            })),
            next_cursor: null,
          }),
          true
        );
      case 'PUT /me/interests': {
        const { interests } = await sent();
        viewer.me.onboarded = true;
        viewer.interests = interests.map(({ id, text }) => ({
          id: id ?? text,
          title: text ?? INTERESTS.find((title) => title.toLowerCase().replaceAll(' ', '-') === id),
        }));
        return done(), true;
      }
      case 'GET /me/taste':
        return json(taste(viewer)), true;
      case 'PATCH /me/taste':
        Object.assign(viewer.weights, (await sent()).weights);
        return json(taste(viewer)), true;
      case 'DELETE /me/taste':
        viewer.interests = [];
        less.clear();
        return done(), true;
      case 'GET /feed': {
        const wall = page(shuffled(all, 11).map(card), url.searchParams);
        wall.items = wall.items.map((item, i) => ({ ...item, reason: reasonAt(i) }));
        return json(wall), true;
      }
      case 'POST /feed/feedback': {
        const { image_id, action } = await sent();
        if (action === 'less') less.add(image_id);
        if (action === 'undo_less') less.delete(image_id);
        return done(), true;
      }
      case 'GET /people':
        return json({ items: people(), next_cursor: null }), true;
      case 'POST /images': {
        const form = (await body()).toString('latin1');
        const field = (name) => new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)`).exec(form)?.[1] ?? '';
        const words = { title: field('title'), tags: field('tags'), visibility: field('visibility') };
        return json(arrive(viewer, words), 201), true;
      }
      case 'POST /images/from-url': {
        const words = await sent();
        if (words.url.includes('//localhost')) {
          return problem(422, 'url_refused', 'This address is not on the public web.'), true;
        }
        return json(arrive(viewer, words), 201), true;
      }
      case 'POST /uploads': {
        const id = `upload${uploads.size}`;
        uploads.set(id, { ...(await sent()), offset: 0 });
        response.setHeader('location', `/api/v1/uploads/${id}`);
        return json({ id, offset: 0, expires_at: new Date(Date.now() + DAY_MS).toISOString() }, 201), true;
      }
      case 'GET /me/images': {
        const mine = [...owned].filter(([, { name }]) => name === viewer.me.name).map(([id]) => id);
        return (
          json(
            page(
              mine.reverse().map((id) => ({ ...card(byId.get(id)), ...ownFacts(id) })),
              url.searchParams,
            ),
          ),
          true
        );
      }
      case 'GET /me/trash':
        return (
          json(
            page(
              [...trash].map(([id, at]) => ({
                ...card(byId.get(id)),
                deleted_at: new Date(at).toISOString(),
                purge_at: new Date(at + PURGE_DAYS * DAY_MS).toISOString(),
              })),
              url.searchParams,
            ),
          ),
          true
        );
    }

    const [, kind, id, part] =
      /^\/(uploads|images|people|me\/tokens|me\/sessions)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (kind === 'me/tokens' || kind === 'me/sessions') {
      tokens = tokens.filter((token) => token.id !== id);
      return done(), true;
    }
    if (kind === 'uploads') {
      const upload = uploads.get(id);
      if (!upload) return problem(404, 'upload_not_found', 'There is no such upload.'), true;
      if (request.method === 'PATCH') upload.offset += (await body()).length;
      response.setHeader('upload-offset', upload.offset);
      if (request.method === 'DELETE') uploads.delete(id);
      if (request.method === 'PATCH' && upload.offset >= upload.bytes)
        return json(arrive(viewer, upload), 201), true;
      return done(), true;
    }
    if (kind === 'people' && request.method === 'PATCH') {
      const person = [...accounts.values()].find(({ me }) => me.id === id);
      const { role, disabled, quota_bytes_max } = await sent();
      if (role) person.me.role = role;
      if (disabled !== undefined) person.disabled = disabled;
      if (quota_bytes_max !== undefined) person.me.quota.bytes_max = quota_bytes_max;
      return json(people().find((other) => other.id === id)), true;
    }
    if (kind === 'people') {
      const account = accounts.get(id.slice(1).toLowerCase());
      if (!account) return problem(404, 'person_not_found', 'Nobody goes by that name.'), true;
      const theirs = [...owned]
        .filter(([, { name, visibility }]) => name === account.me.name && visibility === 'public')
        .map(([own]) => byId.get(own));
      if (part === 'images') return json(page(theirs.map(card), url.searchParams)), true;
      if (part) return false;
      const { id: personId, name, display_name } = account.me;
      return json({ id: personId, name, display_name, images: theirs.length, palettes: 0 }), true;
    }
    if (kind === 'images' && byId.has(id)) {
      if (request.method === 'GET' && !part && owned.has(id)) return json(image(id)), true;
      if (request.method === 'PATCH' && !part) {
        const change = await sent();
        const picture = byId.get(id);
        if (change.title !== undefined) picture.title = change.title;
        if (change.tags) picture.words = change.tags;
        if (change.visibility && owned.has(id)) owned.get(id).visibility = change.visibility;
        return json(image(id)), true;
      }
      if (request.method === 'DELETE' && !part) {
        trash.set(id, Date.now());
        owned.delete(id);
        return done(), true;
      }
      if (request.method === 'POST' && part === 'restore') {
        trash.delete(id);
        owned.set(id, { name: viewer?.me.name, visibility: 'public', state: 'ready' });
        return json(image(id)), true;
      }
    }
    return false;
  };
}
