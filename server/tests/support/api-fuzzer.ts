// Requests by chance, right and wrong, made from api/openapi.yaml: for every operation, as a guest, a member and an owner of
// the instance. The same seed asks the same of a new library, but for the ids that the server gives.

import { type Answer, type Client, multipart, PASSWORD, type RequestOptions } from './client';
import { type Operation, operations, resolved } from './contract';
import { EventStream } from './event-stream';
import { numbered, png } from './pictures';
import { below, chance, fitting, matching, oneOf, type Random, type Source, spoiled, unfit } from './schema-values';

const ROLES = ['guest', 'member', 'owner'] as const;
type Role = (typeof ROLES)[number];

const KNOWN_MAX = 40;
const SHOWN_MAX = 1_500;
const WRONG_SHARE = 0.5;
/** Of those that end an account or a session: there are only so many new ones a minute. */
const RARE: Readonly<Record<string, number>> = {
  register_person: 0.1,
  delete_me: 0.05,
  logout: 0.1,
  change_password: 0.1,
};

interface Asked {
  operation: Operation;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: Buffer | string | undefined;
}

/** What a request was that broke a rule, and how. */
export class BrokenRule extends Error {}

export class ApiFuzzer {
  /** How often each operation answered which status. */
  readonly answered = new Map<string, Map<number, number>>();
  private readonly clients = new Map<Role, Client>();
  /** What the server named, by what it is. */
  private readonly known = new Map<string, string[]>();
  private people = 0;
  private readonly source: Source;

  private constructor(
    private readonly guest: Client,
    /** Gives back what the others take from themselves; nobody else touches it. */
    private readonly admin: Client,
    private readonly adminId: string,
    private readonly random: Random,
  ) {
    this.source = { random, resolved, known: (name) => this.knownValue(name) };
  }

  static async begin(guest: Client, random: Random): Promise<ApiFuzzer> {
    const admin = await guest.register('admin');
    return new ApiFuzzer(guest, admin, (await admin.me()).id, random);
  }

  /** One request. Fails with what was asked and answered unless the answer keeps the rules. */
  async step(): Promise<void> {
    const role = oneOf(this.random, ROLES);
    const client = await this.clientOf(role);
    const operation = oneOf(this.random, operations);
    if (!chance(this.random, RARE[operation.id] ?? 1)) return;
    const asked = this.askFor(operation);
    // The account that mends is not for this game.
    if (`${asked.target} ${asked.body}`.includes(this.adminId) || /@admin\b/i.test(`${asked.target} ${asked.body}`))
      return;
    if (operation.id === 'stream_events') return this.listen(client, asked);
    let answer: Answer;
    try {
      answer = await client.request(asked.method, asked.target, optionsOf(asked));
    } catch (error) {
      throw new BrokenRule(`${described(role, asked)}\n${String(error).slice(-SHOWN_MAX)}`);
    }
    this.count(operation, answer.status);
    if (answer.status >= 500 && !isDocumented(operation, answer)) {
      throw new BrokenRule(`${described(role, asked)}\nanswered ${answer.status}: ${answer.text.slice(0, SHOWN_MAX)}`);
    }
    this.harvest(answer.json);
    if (operation.id === 'change_password' && answer.status === 204) this.clients.delete(role);
  }

  private count({ id }: Operation, status: number) {
    const statuses = this.answered.get(id) ?? new Map<number, number>();
    this.answered.set(id, statuses.set(status, (statuses.get(status) ?? 0) + 1));
  }

  /** Signed in as somebody of this role, who is made anew where they have thrown themselves out. */
  private async clientOf(role: Role): Promise<Client> {
    if (role === 'guest') {
      this.guest.cookies.clear();
      return this.guest;
    }
    const client = this.clients.get(role);
    if (client) {
      const me = await client.get('/api/v1/me');
      if (me.status === 200 && me.json.role === role) return client;
    }
    await this.admin.json('PATCH', '/api/v1/instance', { registration: 'open', quota_bytes_max: null });
    const made = await this.admin.register(`${role}${++this.people}`);
    if (role === 'owner') await this.admin.json('PATCH', `/api/v1/people/${(await made.me()).id}`, { role });
    this.clients.set(role, made);
    return made;
  }

  private askFor(operation: Operation): Asked {
    const isWrong = chance(this.random, WRONG_SHARE);
    const places = operation.parameters.map((_, i) => i);
    const hasBody = operation.requestBody !== undefined;
    // One thing is wrong at a time: a request that is all wrong is refused before it comes to anything.
    const wrong = isWrong
      ? oneOf(this.random, [...places, ...(hasBody ? ['body', 'body', 'body'] : []), 'extra'])
      : null;
    let path = operation.template;
    const query: [string, string][] = [];
    const headers: Record<string, string> = {};
    for (const [i, parameter] of operation.parameters.entries()) {
      const isNeeded = parameter.in === 'path' || parameter.required;
      if (!isNeeded && wrong !== i && !chance(this.random, 0.35)) continue;
      const value =
        wrong === i ? unfit(this.random) : fitting(parameter.schema, this.source, nameOf(operation, parameter.name));
      const texts = (Array.isArray(value) ? value : [value]).map(textOf);
      if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encoded(texts[0] ?? '') || '%20');
      else if (parameter.in === 'query') query.push(...texts.map((text): [string, string] => [parameter.name, text]));
      else headers[parameter.name] = matching('^[ -~]{0,30}$', this.random);
    }
    if (wrong === 'extra') query.push([textOf(unfit(this.random)), textOf(unfit(this.random))]);
    const search = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
    const body = this.bodyFor(operation, wrong === 'body');
    return {
      operation,
      method: operation.method,
      target: search ? `${path}?${search}` : path,
      headers: { ...headers, ...body.headers },
      body: body.body,
    };
  }

  private bodyFor(
    { requestBody, id }: Operation,
    isWrong: boolean,
  ): { headers: Record<string, string>; body?: Buffer | string } {
    if (!requestBody) return { headers: {} };
    const [type, media] = oneOf(this.random, Object.entries(requestBody.content));
    if (type === 'multipart/form-data') return this.form(media.schema, isWrong);
    if (type !== 'application/json') {
      const bytes = isWrong ? Buffer.from(textOf(unfit(this.random))) : oneOf(this.random, this.pictures());
      return { headers: { 'Content-Type': type }, body: bytes };
    }
    const value = fitting(media.schema, this.source, id);
    const headers = { 'Content-Type': type };
    if (!isWrong) return { headers, body: JSON.stringify(value) };
    if (chance(this.random, 0.75)) return { headers, body: JSON.stringify(spoiled(value, this.random)) };
    return {
      headers: chance(this.random, 0.3)
        ? { 'Content-Type': textOf(oneOf(this.random, ['text/plain', 'application/xml', '*/*'])) }
        : headers,
      body: oneOf<Buffer | string>(this.random, [
        '',
        '{',
        'null',
        '"text"',
        '[]',
        '{"a":1,}',
        `${'['.repeat(20_000)}`,
        `{"a":${'['.repeat(60)}${']'.repeat(60)}}`,
        '{"\\ud800":"\\udc00"}',
        Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
        JSON.stringify(value).slice(0, -1),
        `{"title":"${'x'.repeat(300_000)}"}`,
      ]),
    };
  }

  private form(schema: unknown, isWrong: boolean) {
    const fields = fitting(schema, this.source, 'form') as Record<string, unknown>;
    const parts = Object.entries({ file: '', ...fields }).map(([name, value]) => {
      const isFile = name === 'file';
      const body = isFile ? oneOf(this.random, this.pictures()) : textOf(value);
      return { head: `Content-Disposition: form-data; name="${name}"${isFile ? '; filename="a.png"' : ''}`, body };
    });
    if (isWrong) {
      const at = below(this.random, parts.length + 1);
      const head = `Content-Disposition: form-data; name="${oneOf(this.random, ['file', 'tags', 'visibility', 'crop', 'x'])}"`;
      parts.splice(at, chance(this.random, 0.5) ? 1 : 0, { head, body: textOf(unfit(this.random)) });
    }
    const form = multipart(parts);
    if (!isWrong || chance(this.random, 0.7)) return form;
    return { headers: form.headers, body: form.body.subarray(0, below(this.random, form.body.length)) };
  }

  private pictures(): Buffer[] {
    return [png(numbered(below(this.random, 30))), Buffer.from('no picture'), Buffer.alloc(0)];
  }

  /** Something the server has named, or a word with a meaning of its own. */
  private knownValue(name: string): unknown {
    const wanted = NAMES[name];
    if (wanted === undefined || chance(this.random, 0.15)) return undefined;
    if (typeof wanted === 'function') return wanted(this.random);
    const values = wanted.flatMap((kind) => this.known.get(kind) ?? []);
    return values.length > 0 ? oneOf(this.random, values) : undefined;
  }

  private learn(kind: string, value: unknown) {
    if (typeof value !== 'string') return;
    const values = this.known.get(kind) ?? [];
    this.known.set(kind, values);
    if (values.includes(value)) return;
    if (values.length < KNOWN_MAX) values.push(value);
    else values[below(this.random, KNOWN_MAX)] = value;
  }

  private harvest(node: unknown) {
    if (typeof node !== 'object' || node === null) return;
    for (const value of Object.values(node)) this.harvest(value);
    if (Array.isArray(node)) return;
    const object = node as Record<string, unknown>;
    this.learn('cursor', object.next_cursor);
    this.learn('key', object.share_key);
    if ('like' in object) this.learn('example', object.like);
    for (const [field, kind] of Object.entries(KINDS)) if (field in object) this.learn(kind, object.id);
    if ('quota' in object && object.name !== 'admin') this.learn('person', `@${object.name}`);
  }

  private async listen(client: Client, { headers }: Asked) {
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const id = headers['Last-Event-ID'] ?? textOf(unfit(this.random)).replace(/[^ -~]/g, '');
    const stream = await EventStream.open(client.url, id, cookie ? { Cookie: cookie } : {}).catch((error: Error) => {
      if (!/answered (400|401|503)/.test(error.message))
        throw new BrokenRule(`GET /api/v1/events ${id}\n${error.message}`);
    });
    stream?.close();
  }
}

/** By a field that only they have, what an object is. */
const KINDS: Readonly<Record<string, string>> = {
  thumbhash: 'image',
  cover_image_id: 'palette',
  offset: 'upload',
  quota: 'person',
  user_agent: 'session',
  expires_at: 'token',
};

/** What parameters, fields and schemas of these names take: something known, or one of some words. */
const NAMES: Readonly<Record<string, readonly string[] | ((random: Random) => unknown)>> = {
  ImageId: ['image'],
  PaletteId: ['palette'],
  PersonId: ['person'],
  'uploads.id': ['upload'],
  image_id: ['image'],
  person: ['person'],
  owner: ['person'],
  session: ['session'],
  token: ['token'],
  palette: ['palette'],
  like: ['image', 'example'],
  minus_like: ['image', 'example'],
  key: ['key'],
  cursor: ['cursor'],
  password: () => PASSWORD,
  current_password: () => PASSWORD,
  new_password: () => PASSWORD,
  provider: (random) => oneOf(random, ['home', 'none']),
  // Nothing outside this machine is asked.
  url: (random) =>
    oneOf(random, [
      'http://127.0.0.1/a.png',
      'http://localhost:1/',
      'https://[::1]/',
      'http://nowhere.invalid/a.png',
      'http://10.0.0.1/',
      'ftp://127.0.0.1/',
      'file:///etc/passwd',
      'http://user:word@127.0.0.1/',
      'x',
    ]),
};

const nameOf = ({ template }: Operation, name: string) =>
  template.startsWith('/api/v1/uploads/') && name === 'id' ? 'uploads.id' : name;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Percent-encoded; what no UTF-8 has is sent as bytes that are none. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ff%fe';
  }
}

function optionsOf({ headers, body }: Asked): RequestOptions {
  return body === undefined ? { headers } : { headers, body };
}

/** "Come back later", with a time, and another server's failures where the document says so. */
function isDocumented(operation: Operation, { status, headers }: Answer): boolean {
  if (status === 503) return headers['retry-after'] !== undefined;
  return (status === 502 || status === 504) && String(status) in operation.responses;
}

function described(role: Role, { method, target, headers, body }: Asked): string {
  const sent = body === undefined ? '' : `\n${String(body).slice(0, SHOWN_MAX)}`;
  return `As ${role}: ${method} ${target.slice(0, SHOWN_MAX)}\n${JSON.stringify(headers)}${sent}`;
}
