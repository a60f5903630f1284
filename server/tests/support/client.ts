// HTTP as the tests need it: every header can be sent, every byte of the answer is seen, and each answer of an operation in
// api/openapi.yaml is held to that document.

import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { checkAnswer } from './contract';
import { eventually } from './wait';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it is, each test says by what it reads
  json: any;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export interface Upload {
  bytes: Buffer;
  name?: string;
  type?: string;
  fields?: Record<string, string>;
}

export interface Card {
  id: string;
  title: string;
  artist: string;
  alt: string;
  width: number;
  height: number;
  thumbhash: string | null;
  color: string | null;
  /** Both only for who is signed in. */
  liked?: boolean;
  mine?: boolean;
}

export interface Tag {
  name: string;
  source: 'ai' | 'person';
  confidence: number | null;
}

export interface Image extends Card {
  description: string;
  media_type: string;
  bytes: number;
  file_name: string;
  created_at: string;
  credit: string;
  source_url: string;
  licence: string;
  state: 'accepted' | 'derived' | 'ready' | 'failed';
  failure: string | null;
  tags: Tag[];
  swatches: { color: string; share: number }[];
}

export interface Hit extends Card {
  score: number;
  match: 'strong' | 'related' | 'weak';
  signals?: Signal[];
}

export interface Signal {
  kind: string;
  what: string;
  value: number;
  z: number;
  weight: number;
  contribution: number;
  match: 'strong' | 'related' | 'weak';
}

export interface SearchPage {
  items: Hit[];
  next_cursor: string | null;
  counts: { strong: number; related: number; weak: number };
  answered: boolean;
  corrections: { asked: string; searched: string }[];
  permalink?: string;
}

type Query = Record<string, string | number | readonly string[] | undefined>;

export function path(base: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text ? `${base}?${text}` : base;
}

export function multipart(parts: readonly { head: string; body: Buffer | string }[], boundary = 'palette-test') {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    pieces.push(Buffer.from(`--${boundary}\r\n${part.head}\r\n\r\n`), Buffer.from(part.body), Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat(pieces),
  };
}

function uploadForm(upload: Upload) {
  const name = (upload.name ?? 'picture.png').replace(/["\r\n]/g, encodeURIComponent);
  const fields = Object.entries(upload.fields ?? {}).map(([field, value]) => ({
    head: `Content-Disposition: form-data; name="${field}"`,
    body: value,
  }));
  const file = {
    head: `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${upload.type ?? 'image/png'}`,
    body: upload.bytes,
  };
  return multipart([...fields, file]);
}

export interface Me {
  id: string;
  name: string;
  role: 'member' | 'owner';
  display_name: string;
  email: string | null;
  has_password: boolean;
  quota: { bytes_used: number; bytes_max: number | null };
}

/** Of everybody whom `register` makes. */
export const PASSWORD = 'correct horse battery';

/** A browser: it keeps the cookies it is sent. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });
  readonly cookies = new Map<string, string>();

  constructor(readonly url: string) {}

  /** Another browser at the same server, signed in as a new person. */
  async register(name: string, fields: Record<string, unknown> = {}): Promise<Client> {
    const client = new Client(this.url);
    const answer = await client.json('POST', '/api/v1/auth/register', { name, password: PASSWORD, ...fields });
    if (answer.status !== 201) throw new Error(`Registering was answered ${answer.status}: ${answer.text}`);
    return client;
  }

  /** The same browser at another server. */
  at(url: string): Client {
    const client = new Client(url);
    for (const [name, value] of this.cookies) client.cookies.set(name, value);
    return client;
  }

  async me(): Promise<Me> {
    return (await this.ok('/api/v1/me')).json as Me;
  }

  json(method: string, target: string, body: unknown, headers: Record<string, string> = {}) {
    return this.request(method, target, {
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  private keepCookies(headers: IncomingHttpHeaders) {
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '' || /Max-Age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  close() {
    this.agent.destroy();
  }

  /** Fails the test when the answer is not as api/openapi.yaml says. */
  request(method: string, target: string, options: RequestOptions = {}): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const body = options.body === undefined ? undefined : Buffer.from(options.body);
      const headers = { ...options.headers };
      if (this.cookies.size > 0 && !('Cookie' in headers)) {
        headers.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      }
      if (body && !('Content-Length' in headers)) headers['Content-Length'] = String(body.length);
      const request = httpRequest({ hostname, port, method, path: target, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        this.keepCookies(response.headers);
        response.once('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString('utf8');
          const type = response.headers['content-type'] ?? '';
          const answer: Answer = {
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes,
            text,
            json: undefined,
          };
          try {
            if (/[/+]json/.test(type) && method !== 'HEAD') answer.json = JSON.parse(text);
            checkAnswer(method, target, answer);
            resolve(answer);
          } catch (error) {
            reject(error as Error);
          }
        });
      });
      request.once('error', reject);
      request.setTimeout(50_000, () => request.destroy(new Error(`${method} ${target} was not answered`)));
      request.end(body);
    });
  }

  get(target: string, headers: Record<string, string> = {}) {
    return this.request('GET', target, { headers });
  }

  async ok(target: string): Promise<Answer> {
    const answer = await this.get(target);
    if (answer.status !== 200) throw new Error(`GET ${target}: ${answer.status} ${answer.text}`);
    return answer;
  }

  patch(id: string, change: unknown) {
    return this.request('PATCH', `/api/v1/images/${id}`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(change),
    });
  }

  post(target: string, body: unknown) {
    return this.request('POST', target, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  delete(id: string) {
    return this.request('DELETE', `/api/v1/images/${id}`);
  }

  upload(upload: Upload, headers: Record<string, string> = {}) {
    const form = uploadForm(upload);
    return this.request('POST', '/api/v1/images', { ...form, headers: { ...form.headers, ...headers } });
  }

  /** A piece of an upload, from byte `offset` on. */
  piece(id: string, offset: number, bytes: Buffer) {
    return this.request('PATCH', `/api/v1/uploads/${id}`, {
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
      body: bytes,
    });
  }

  example(upload: Upload) {
    return this.request('POST', '/api/v1/search/examples', uploadForm(upload));
  }

  async image(id: string): Promise<Image> {
    return (await this.ok(`/api/v1/images/${id}`)).json as Image;
  }

  /** Uploads and waits until it is understood and in the index. */
  async add(upload: Upload): Promise<Image> {
    const answer = await this.upload(upload);
    if (answer.status !== 201) throw new Error(`The upload was answered ${answer.status}: ${answer.text}`);
    return this.whenReady((answer.json as Image).id);
  }

  whenReady(id: string, timeoutMs = 30_000): Promise<Image> {
    return eventually(
      `image ${id} becomes ready`,
      async () => {
        const image = await this.image(id);
        if (image.state === 'failed') throw new Error(`Image ${id} failed: ${image.failure}`);
        if (image.state !== 'ready') return undefined;
        return (await this.get(`/api/v1/images/${id}/similar`)).status === 200 ? image : undefined;
      },
      timeoutMs,
    );
  }

  async search(query: Query): Promise<SearchPage> {
    return (await this.ok(path('/api/v1/search', query))).json as SearchPage;
  }

  async library(): Promise<{
    images: number;
    ready: number;
    pending: number;
    failed: number;
    pack: string;
    model_change: { to: string; done: number; total: number } | null;
  }> {
    return (await this.ok('/api/v1/library')).json;
  }

  /** Waits until nothing is left to be worked on. */
  whenSettled(images: number, timeoutMs = 40_000) {
    return eventually(
      `${images} images are settled`,
      async () => {
        const library = await this.library();
        return library.images >= images && library.pending === 0 ? library : undefined;
      },
      timeoutMs,
    );
  }

  /** All items of a list, page by page. */
  async walk(base: string, query: Query = {}, between?: () => Promise<unknown>): Promise<Card[]> {
    const items: Card[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 1000; ++pages) {
      const page = (await this.ok(path(base, { ...query, cursor }))).json as {
        items: Card[];
        next_cursor: string | null;
      };
      items.push(...page.items);
      if (page.next_cursor === null) return items;
      if (page.items.length === 0) throw new Error('A page without items has a next page.');
      cursor = page.next_cursor;
      await between?.();
    }
    throw new Error('The list never ends.');
  }
}
