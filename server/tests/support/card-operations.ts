// How to ask each operation whose answer holds cards of Images, so that an answer holds one.

import { type Answer, type Client, multipart, type Upload } from './client';

/** Things of one person, for whom the operations are called. */
export interface Things {
  /** An Image of theirs, and its bytes. */
  image: string;
  upload: Upload;
  /** A Palette of theirs that holds the Image. */
  palette: string;
}

type Call = (client: Client, things: Things) => Promise<Answer>;

const json =
  (method: string, target: (things: Things) => string, body: (things: Things) => unknown): Call =>
  (client, things) =>
    client.json(method, target(things), body(things));
const get =
  (target: (things: Things) => string): Call =>
  (client, things) =>
    client.get(target(things));
const palettes = '/api/v1/palettes';

/** Those that change nothing, or nothing that another of them sees. By operationId. */
export const cardOperations: Record<string, Call> = {
  list_images: get(() => '/api/v1/images?limit=200'),
  create_image: (client, { upload }) => client.upload(upload),
  append_upload: async (client, { upload: { bytes } }) => {
    const { json: announced } = await client.json('POST', '/api/v1/uploads', { bytes: bytes.length });
    return client.piece(announced.id, 0, bytes);
  },
  get_image: get(({ image }) => `/api/v1/images/${image}`),
  update_image: (client, { image }) => client.patch(image, { description: 'As it was' }),
  restore_image: async (client, { image }) => {
    await client.delete(image);
    return client.request('POST', `/api/v1/images/${image}/restore`);
  },
  list_similar_images: async (client, { image }) => {
    const other = (await client.ok('/api/v1/images?limit=200')).json.items.find(
      ({ id }: { id: string }) => id !== image,
    );
    return client.get(`/api/v1/images/${other.id}/similar?limit=200`);
  },
  list_my_images: get(() => '/api/v1/me/images'),
  list_trash: async (client, { image }) => {
    await client.delete(image);
    const answer = await client.get('/api/v1/me/trash');
    await client.request('POST', `/api/v1/images/${image}/restore`);
    return answer;
  },
  list_person_images: async (client) => client.get(`/api/v1/people/${(await client.me()).id}/images`),
  list_liked_images: get(() => '/api/v1/me/likes'),
  search_images: get(() => '/api/v1/search?q=picture&limit=200'),
  search_by_canvas: json(
    'POST',
    () => '/api/v1/search',
    () => ({ texts: [{ text: 'picture' }], limit: 200 }),
  ),
  list_palettes: get(() => `${palettes}?limit=200`),
  create_palette: json(
    'POST',
    () => palettes,
    ({ image }) => ({ title: 'Another', image_ids: [image] }),
  ),
  import_palette: async (client, { palette }) => {
    const { body } = await client.ok(`${palettes}/${palette}/export.zip`);
    const head = 'Content-Disposition: form-data; name="file"; filename="p.zip"';
    return client.request('POST', `${palettes}/import`, multipart([{ head, body }]));
  },
  get_palette: get(({ palette }) => `${palettes}/${palette}`),
  update_palette: json(
    'PATCH',
    ({ palette }) => `${palettes}/${palette}`,
    () => ({ description: 'As it was' }),
  ),
  restore_palette: async (client, { palette }) => {
    await client.request('DELETE', `${palettes}/${palette}`);
    return client.request('POST', `${palettes}/${palette}/restore`);
  },
  renew_palette_key: (client, { palette }) => client.request('POST', `${palettes}/${palette}/share-key`),
  list_palette_images: get(({ palette }) => `${palettes}/${palette}/images`),
  list_palette_suggestions: async (client, { image }) => {
    const others = (await client.ok('/api/v1/images?limit=200')).json.items as { id: string }[];
    const image_ids = others.map(({ id }) => id).filter((id) => id !== image);
    const made = await client.json('POST', palettes, { title: 'All the others', image_ids });
    return client.get(`${palettes}/${made.json.id}/suggestions`);
  },
  freeze_palette: async (client) => {
    const living = await client.json('POST', palettes, { title: 'Living', search: 'q=picture' });
    return client.request('POST', `${palettes}/${living.json.id}/freeze`);
  },
  list_interests: get(() => '/api/v1/interests'),
  get_taste: get(() => '/api/v1/me/taste'),
  update_taste: json(
    'PATCH',
    () => '/api/v1/me/taste',
    () => ({ feed: 'newest' }),
  ),
  get_feed: get(() => '/api/v1/feed?limit=200'),
};
