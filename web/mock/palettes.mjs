// Likes and Palettes of the one person the mock knows, kept in memory. Answers as api/openapi.yaml says.

const PERSON = { id: '0000000000900', name: 'ada' };
const now = () => new Date().toISOString();

export function createPalettes({ all, byId, card, page, send, search }) {
  const liked = new Map();
  const palettes = new Map();
  let made = 0;

  const make = (title, more = {}) => {
    const id = `palette${String(++made).padStart(6, '0')}`;
    const palette = {
      id,
      title,
      description: '',
      visibility: 'private',
      owner: PERSON,
      cover_image_id: null,
      created_at: now(),
      updated_at: now(),
      share_key: null,
      version: 1,
      ids: [],
      people: [],
      deleted: false,
      ...more,
    };
    palettes.set(id, palette);
    return palette;
  };
  const range = (from, step, count) =>
    Array.from({ length: count }, (_, i) => all[(from + i * step) % all.length].id);
  make('Hands and how they rest', { ids: range(3, 7, 48), description: 'For the winter portraits.' });
  make('Blue hour', { ids: range(11, 13, 26), visibility: 'public' });
  make('Étude in ochre', { ids: range(5, 17, 9), visibility: 'unlisted', share_key: 'k3y' });
  make('Two', { ids: range(1, 5, 2) });
  make('Nothing yet');
  for (const id of range(2, 9, 30)) liked.set(id, now());

  const shown = (palette, { contains } = {}) => {
    const { ids, people, deleted, ...rest } = palette;
    const first = rest.cover_image_id && ids.includes(rest.cover_image_id) ? [rest.cover_image_id] : [];
    const cover = [...new Set([...first, ...ids])].slice(0, 4).map((id) => tile(byId.get(id)));
    return {
      ...rest,
      images: ids.length,
      cover,
      role: 'owner',
      ...(contains && { contains: ids.includes(contains) }),
    };
  };
  const tile = (picture) => ({ ...card(picture), liked: liked.has(picture.id), mine: picture.mine ?? false });
  const changed = (palette) => {
    palette.version++;
    palette.updated_at = now();
    send('palette', { id: palette.id, version: palette.version, what: 'changed' });
  };
  const place = (ids, id, after) => {
    const rest = ids.filter((other) => other !== id);
    if (after === undefined) return ids.includes(id) ? ids : [...rest, id];
    const at = after === null ? 0 : rest.indexOf(after) + 1 || rest.length;
    return [...rest.slice(0, at), id, ...rest.slice(at)];
  };

  function batch(palette, { action, image_ids, to, afters = [] }) {
    const other = palettes.get(to);
    const goal = action === 'add' ? palette : other;
    if (action === 'remove' || action === 'move') {
      palette.ids = palette.ids.filter((id) => !image_ids.includes(id));
    }
    if (action !== 'remove') {
      for (const [i, id] of image_ids.entries()) goal.ids = place(goal.ids, id, afters[i]);
    }
    for (const touched of new Set([palette, other].filter(Boolean))) changed(touched);
    return { changed: image_ids.length };
  }

  /** Answers a request about likes or Palettes; undefined for any other. */
  return function answer(method, url, body) {
    const params = url.searchParams;
    const path = url.pathname.replace('/api/v1', '');
    const [, id, rest] = /^\/palettes\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
    const like = /^\/images\/([^/]+)\/like$/.exec(path)?.[1];
    if (like) {
      if (method === 'PUT') liked.set(like, now());
      else liked.delete(like);
      send('like', { image_id: like, liked: liked.has(like) });
      return { status: 204 };
    }
    if (path === '/me/likes') {
      return {
        body: page(
          [...liked.keys()].reverse().map((each) => tile(byId.get(each))),
          params,
        ),
      };
    }
    if (path === '/palettes' && method === 'GET') {
      const mine = [...palettes.values()].filter(({ deleted }) => !deleted);
      return {
        body: page(
          mine.map((palette) => shown(palette, { contains: params.get('contains') })),
          params,
        ),
      };
    }
    if (path === '/palettes' && method === 'POST') {
      const { title, visibility = 'private', description = '', image_ids = [] } = body;
      return { status: 201, body: shown(make(title, { visibility, description, ids: image_ids })) };
    }
    if (!id) return undefined;
    const palette = palettes.get(id);
    if (!palette || (palette.deleted && rest !== 'restore')) {
      return { status: 404, code: 'palette_not_found' };
    }
    if (!rest) {
      if (method === 'PATCH') {
        Object.assign(palette, body);
        palette.share_key = palette.visibility === 'unlisted' ? (palette.share_key ?? 'k3y') : null;
        changed(palette);
      }
      if (method === 'DELETE') {
        palette.deleted = true;
        send('palette.deleted', { id });
        return { status: 204 };
      }
      return { body: shown(palette) };
    }
    if (rest === 'restore') {
      palette.deleted = false;
      return { body: shown(palette) };
    }
    if (rest === 'images') {
      const words = (params.get('q') ?? '').toLowerCase();
      const inside = palette.ids.map((each) => byId.get(each));
      const found = words
        ? inside.filter((picture) =>
            [picture.title, ...picture.words].join(' ').toLowerCase().includes(words),
          )
        : inside;
      return { body: page(found.map(tile), params) };
    }
    if (rest === 'images/batch') return { body: batch(palette, body) };
    if (rest === 'suggestions') {
      const like = new URLSearchParams({ limit: params.get('limit') ?? '24' });
      for (const each of palette.ids.slice(0, 4)) like.append('like', each);
      const found = search(like);
      return { body: { ...found, items: found.items.filter((item) => !palette.ids.includes(item.id)) } };
    }
    if (rest === 'share-key') {
      palette.share_key = `k${palette.version}`;
      changed(palette);
      return { body: shown(palette) };
    }
    if (rest === 'people') return { body: { items: palette.people } };
    const who = /^people\/(.+)$/.exec(rest)?.[1];
    if (who) {
      const name = decodeURIComponent(who).replace('@', '');
      palette.people = palette.people.filter(({ person }) => person.name !== name && person.id !== name);
      if (method === 'PUT') palette.people.push({ person: { id: name, name }, role: body.role });
      return { status: 204 };
    }
    const image = /^images\/(.+)$/.exec(rest)?.[1];
    if (image) {
      palette.ids =
        method === 'PUT'
          ? place(palette.ids, image, body?.after)
          : palette.ids.filter((each) => each !== image);
      changed(palette);
      return { status: 204 };
    }
    return undefined;
  };
}
