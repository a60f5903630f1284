// Making an account, signing in and out, and what a cookie is worth.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Client, PASSWORD } from './support/client';
import { newFolder } from './support/folders';
import { importInto, Server } from './support/palette';
import { numbered, png } from './support/pictures';

const REGISTER = '/api/v1/auth/register';
const LOGIN = '/api/v1/auth/login';

describe('the first account', () => {
  test('owns the instance, which from then on asks others to log in before they change it', async () => {
    const server = await Server.start(join(newFolder(), 'library'));
    const guest = server.api;
    expect((await guest.ok('/api/v1/instance')).json).toMatchObject({ claimed: false, viewer: null });
    const image = await guest.add({ bytes: png(numbered(1)) });

    const ada = await guest.register('Ada', { email: 'ada@example.org' });
    expect(await ada.me()).toMatchObject({ name: 'Ada', role: 'owner', email: 'ada@example.org', has_password: true });
    expect((await ada.ok('/api/v1/instance')).json).toMatchObject({
      claimed: true,
      viewer: { name: 'Ada', role: 'owner' },
    });
    expect((await guest.ok('/api/v1/instance')).json).toMatchObject({ claimed: true, viewer: null });

    const refused = await guest.upload({ bytes: png(numbered(2)) });
    expect([refused.status, refused.json.code]).toEqual([401, 'login_required']);
    expect((await guest.get(`/api/v1/images/${image.id}`)).status).toBe(200);
    expect((await ada.upload({ bytes: png(numbered(2)) })).status).toBe(201);
    await server.stop();
  });

  test('may be a person whom an import has made; later ones may not', async () => {
    const folder = newFolder();
    const data = join(folder, 'library');
    for (const owner of ['Ada', 'Bob']) {
      const picture = join(folder, `${owner}.png`);
      writeFileSync(picture, png(numbered(owner.charCodeAt(0))));
      await importInto(data, [picture], { owner });
    }
    const server = await Server.start(data);
    expect((await (await server.api.register('ada')).me()).name).toBe('Ada');
    const taken = await server.api.json('POST', REGISTER, { name: 'bob', password: PASSWORD });
    expect([taken.status, taken.json.code]).toEqual([409, 'name_taken']);
    await server.stop();
  });
});

describe('with people', () => {
  let server: Server;
  let ada: Client;
  const browser = () => new Client(server.url);

  beforeAll(async () => {
    server = await Server.start(join(newFolder(), 'library'));
    ada = await server.api.register('Ada');
  });

  test.each([
    [{ name: 'Eve', password: 'ninechars' }, 'password_too_short'],
    [{ name: 'Eve', password: 'x'.repeat(257) }, 'password_too_long'],
    [{ name: '', password: PASSWORD }, 'name_invalid'],
    [{ name: 'Eve Adams', password: PASSWORD }, 'name_invalid'],
    [{ name: 'е\u0301ve', password: PASSWORD }, 'name_invalid'],
    [{ name: 'Eve', password: PASSWORD, email: 'nowhere' }, 'email_invalid'],
    [{ name: 'x'.repeat(41), password: PASSWORD }, 'body_invalid'],
    [{ name: 'Eve' }, 'body_invalid'],
    [{ name: 'Eve', password: PASSWORD, role: 'owner' }, 'body_invalid'],
    [[], 'body_invalid'],
  ])('registering %j is refused as %s', async (body, code) => {
    const answer = await browser().json('POST', REGISTER, body);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a name is taken whatever its case', async () => {
    const answer = await browser().json('POST', REGISTER, { name: 'aDA', password: PASSWORD });
    expect([answer.status, answer.json.code]).toEqual([409, 'name_taken']);
  });

  test('twenty who want one name at once make one account', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => browser().json('POST', REGISTER, { name: 'Race', password: PASSWORD })),
    );
    const statuses = answers.map((answer) => answer.status).toSorted();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
  });

  test('the cookie is out of reach of scripts and of other sites', async () => {
    const answer = await browser().json('POST', LOGIN, { name: 'ada', password: PASSWORD });
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^palette_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('a wrong password and an unknown name are told the same', async () => {
    const answers = await Promise.all([
      browser().json('POST', LOGIN, { name: 'Ada', password: 'wrong password' }),
      browser().json('POST', LOGIN, { name: 'Nobody', password: 'wrong password' }),
      browser().json('POST', LOGIN, { name: 'Nobody', password: '' }),
      browser().json('POST', LOGIN, { name: 'x'.repeat(1000), password: 'x'.repeat(2000) }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.text).toBe(answers[0].text);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(answers[0].json.code).toBe('login_failed');
  });

  test('logging out ends the session on the server, not only in the browser', async () => {
    const bob = await server.api.register('Bob');
    const stolen = { Cookie: [...bob.cookies].map(([name, value]) => `${name}=${value}`).join() };
    expect((await browser().get('/api/v1/me', stolen)).status).toBe(200);
    expect((await bob.request('POST', '/api/v1/auth/logout')).status).toBe(204);
    expect(bob.cookies.size).toBe(0);
    expect((await browser().get('/api/v1/me', stolen)).status).toBe(401);
    expect((await bob.request('POST', '/api/v1/auth/logout')).status).toBe(204);
  });

  test('a session outlives the server', async () => {
    const data = join(newFolder(), 'library');
    const before = await Server.start(data);
    const dora = await before.api.register('Dora');
    await before.kill();
    const after = await Server.start(data);
    expect((await dora.at(after.url).me()).name).toBe('Dora');
    await after.stop();
  });

  test('a made-up cookie is a guest, whatever is in it', async () => {
    for (const value of ['', 'x', 'A'.repeat(43), "'; DROP TABLE sessions; --", '%00', 'A'.repeat(4000)]) {
      const answer = await browser().get('/api/v1/instance', { Cookie: `palette_session=${value}` });
      expect([answer.status, answer.json.viewer], value).toEqual([200, null]);
    }
  });

  test('another site can neither log somebody in nor act for who is', async () => {
    for (const headers of [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null' },
    ] as Record<string, string>[]) {
      const login = await browser().json('POST', LOGIN, { name: 'ada', password: PASSWORD }, headers);
      expect([login.status, login.json.code]).toEqual([403, 'cross_site']);
      const logout = await ada.request('POST', '/api/v1/auth/logout', { headers });
      expect([logout.status, logout.json.code]).toEqual([403, 'cross_site']);
    }
    expect((await ada.me()).name).toBe('Ada');
  });

  test('who tries too many passwords has to wait, and others have not', async () => {
    await server.api.register('Target');
    const guess = () => browser().json('POST', LOGIN, { name: 'target', password: 'a guess' });
    const statuses: number[] = [];
    for (let i = 0; i < 11; ++i) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    const refused = await browser().json('POST', LOGIN, { name: 'TARGET', password: PASSWORD });
    expect([refused.status, refused.json.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await browser().json('POST', LOGIN, { name: 'ada', password: PASSWORD })).status).toBe(200);
    const unknown: number[] = [];
    for (let i = 0; i < 11; ++i) {
      unknown.push((await browser().json('POST', LOGIN, { name: 'nobody-at-all', password: 'a guess' })).status);
    }
    expect(unknown, 'a name that does not exist is treated alike').toEqual(statuses);
  });
});

describe('an account', () => {
  let server: Server;
  let ada: Client;
  let count = 0;
  const browser = () => new Client(server.url);
  const somebody = () => server.api.register(`Somebody${++count}`);
  const login = async (name: string, password: string) => {
    const client = browser();
    return { client, answer: await client.json('POST', LOGIN, { name, password }) };
  };

  beforeAll(async () => {
    server = await Server.start(join(newFolder(), 'library'));
    ada = await server.api.register('Ada');
  });

  test('with a new password is signed out everywhere but here', async () => {
    const here = await somebody();
    const { name } = await here.me();
    const { client: elsewhere } = await login(name, PASSWORD);
    expect((await elsewhere.me()).name).toBe(name);
    const change = (current: string, next: string) =>
      here.json('POST', '/api/v1/auth/password', { current_password: current, new_password: next });
    expect((await change('not my password', 'a new battery')).json.code).toBe('login_failed');
    expect((await change(PASSWORD, 'a new battery')).status).toBe(204);
    expect((await here.get('/api/v1/me')).status).toBe(200);
    expect((await elsewhere.get('/api/v1/me')).status).toBe(401);
    expect((await login(name, PASSWORD)).answer.status).toBe(401);
    expect((await login(name, 'a new battery')).answer.status).toBe(200);
  });

  test("lists its sessions and ends one or all others, but nobody else's", async () => {
    const here = await somebody();
    const { name } = await here.me();
    const { client: phone } = await login(name, PASSWORD);
    const { client: tablet } = await login(name, PASSWORD);
    const { items } = (await here.ok('/api/v1/me/sessions')).json;
    expect(items).toHaveLength(3);
    expect(items.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain([...here.cookies.values()][0]);
    const own = (await phone.ok('/api/v1/me/sessions')).json.items.find((one: { current: boolean }) => one.current);
    expect((await ada.request('DELETE', `/api/v1/me/sessions/${own.id}`)).status).toBe(404);
    expect((await here.request('DELETE', `/api/v1/me/sessions/${own.id}`)).status).toBe(204);
    expect((await phone.get('/api/v1/me')).status).toBe(401);
    expect((await tablet.get('/api/v1/me')).status).toBe(200);
    expect((await here.request('DELETE', '/api/v1/me/sessions')).status).toBe(204);
    expect((await tablet.get('/api/v1/me')).status).toBe(401);
    expect((await here.get('/api/v1/me')).status).toBe(200);
  });

  test('acts through a token until that is taken back', async () => {
    const here = await somebody();
    const made = await here.json('POST', '/api/v1/me/tokens', { name: 'backup script' });
    const bearer = { Authorization: `Bearer ${made.json.token}` };
    expect((await browser().get('/api/v1/me', bearer)).json.name).toBe((await here.me()).name);
    const { items } = (await here.ok('/api/v1/me/tokens')).json;
    expect(items).toEqual([expect.objectContaining({ name: 'backup script', last_used_at: expect.any(String) })]);
    expect(JSON.stringify(items)).not.toContain(made.json.token);
    const grown = await browser().json('POST', '/api/v1/me/tokens', { name: 'child' }, bearer);
    expect([grown.status, grown.json.code], 'a token makes no tokens').toEqual([403, 'forbidden']);
    expect((await here.request('DELETE', `/api/v1/me/tokens/${made.json.id}`)).status).toBe(204);
    const refused = await browser().get('/api/v1/me', bearer);
    expect([refused.status, refused.json.code]).toEqual([401, 'token_invalid']);
    expect((await browser().get('/api/v1/images', bearer)).status, 'not a guest by mistake').toBe(401);
  });

  test('keeps what it prefers', async () => {
    const here = await somebody();
    const change = {
      display_name: '  Some   Body ',
      email: 'some@body.org',
      preferences: { upload_visibility: 'private' },
    };
    const changed = await here.json('PATCH', '/api/v1/me', change);
    expect(changed.json).toMatchObject({
      display_name: 'Some Body',
      email: 'some@body.org',
      preferences: { theme: 'system', upload_visibility: 'private', feed: 'personal' },
    });
    expect((await here.json('PATCH', '/api/v1/me', { email: null })).json.email).toBeNull();
    const image = (await here.upload({ bytes: png(numbered(71)) })).json;
    expect(image).toMatchObject({
      visibility: 'private',
      mine: true,
      can_edit: true,
      owner: { name: (await here.me()).name },
    });
  });

  test("that is disabled is nobody's any more, and comes back", async () => {
    const here = await somebody();
    const { id, name } = await here.me();
    const { token } = (await here.json('POST', '/api/v1/me/tokens', { name: 'script' })).json;
    const rule = (disabled: boolean) => ada.json('PATCH', `/api/v1/people/${id}`, { disabled });
    expect((await rule(true)).json.disabled).toBe(true);
    expect((await here.get('/api/v1/me')).status).toBe(401);
    expect((await browser().get('/api/v1/me', { Authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await login(name, PASSWORD)).answer.json.code).toBe('login_failed');
    expect((await rule(false)).json.disabled).toBe(false);
    expect((await login(name, PASSWORD)).answer.status).toBe(200);
  });

  test('that owns the instance alone cannot be given away', async () => {
    const { id } = await ada.me();
    for (const ruling of [{ role: 'member' }, { disabled: true }]) {
      const answer = await ada.json('PATCH', `/api/v1/people/${id}`, ruling);
      expect([answer.status, answer.json.code]).toEqual([409, 'last_owner']);
    }
    expect((await ada.me()).role).toBe('owner');
  });

  test('that leaves takes what is private along, and the rest if it wants', async () => {
    const shared = png(numbered(81));
    for (const images of ['keep', 'delete']) {
      const here = await somebody();
      const open = await here.add({ bytes: png(numbered(images.length + 81)), fields: { visibility: 'public' } });
      const secret = await here.add({ bytes: shared, fields: { visibility: 'private' } });
      const { name } = await here.me();
      const leave = (password: string) => here.json('DELETE', '/api/v1/me', { password, images });
      expect((await leave('not my password')).status).toBe(401);
      expect((await leave(PASSWORD)).status).toBe(204);
      expect((await here.get('/api/v1/me')).status).toBe(401);
      expect((await login(name, PASSWORD)).answer.status).toBe(401);
      expect((await ada.get(`/api/v1/images/${secret.id}`)).status).toBe(404);
      const left = await ada.get(`/api/v1/images/${open.id}`);
      expect(left.status).toBe(images === 'keep' ? 200 : 404);
      if (images === 'keep') expect(left.json.owner).toBeNull();
      expect((await ada.get(`/api/v1/people/@${name}`)).status).toBe(404);
    }
  });

  test('cannot be made while the door is closed, but the owner keeps the key', async () => {
    const set = (registration: string) => ada.json('PATCH', '/api/v1/instance', { registration });
    expect((await set('closed')).json.registration).toBe('closed');
    const refused = await browser().json('POST', REGISTER, { name: 'Late', password: PASSWORD });
    expect([refused.status, refused.json.code]).toEqual([403, 'registration_closed']);
    expect((await set('open')).json.registration).toBe('open');
    expect((await browser().json('POST', REGISTER, { name: 'Late', password: PASSWORD })).status).toBe(201);
    const member = await login('Late', PASSWORD);
    expect((await member.client.json('PATCH', '/api/v1/instance', { registration: 'closed' })).status).toBe(403);
  });

  test('of which there are many are listed page by page', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const page = (await ada.ok(`/api/v1/people?limit=2&cursor=${cursor}`)).json;
      names.push(...page.items.map((person: { name: string }) => person.name.toLowerCase()));
      cursor = page.next_cursor ?? '';
    } while (cursor);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('ada');
  });
});
