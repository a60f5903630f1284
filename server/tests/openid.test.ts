// Signing in with an OpenID provider: the way there and back, and everything that must not get in.

import { createHmac, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Client } from './support/client';
import { newFolder } from './support/folders';
import { OpenIdProvider, signed } from './support/openid-provider';
import { palette, Server } from './support/palette';
import { numbered, png } from './support/pictures';

let provider: OpenIdProvider;
let other: OpenIdProvider;
let server: Server;

const START = '/api/v1/auth/oidc/home/start';

function configured(data: string) {
  const entry = (id: string, { issuer, secret }: OpenIdProvider) =>
    `[[oidc]]\nid = "${id}"\nname = "${id}"\nissuer = "${issuer}"\nclient_id = "palette"\nclient_secret = "${secret}"\n`;
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'palette.toml'), entry('home', provider) + entry('other', other));
  return data;
}

/** As a browser does it; answers the last redirect. */
async function signIn(client: Client, at = provider, start = START): Promise<string> {
  const begun = await client.get(start);
  expect(begun.status).toBe(302);
  const back = await client.get(at.approve(String(begun.headers.location)));
  expect(back.status).toBe(302);
  return String(back.headers.location);
}

beforeAll(async () => {
  [provider, other] = [await OpenIdProvider.start('RS256'), await OpenIdProvider.start('ES256')];
  server = await Server.start(configured(join(newFolder(), 'library')));
  await server.api.register('Ada', { email: 'ada@example.org' });
});
afterEach(() => {
  provider.lies = {};
  provider.forge = undefined;
});
afterAll(() => {
  provider.stop();
  other.stop();
});

const browser = () => new Client(server.url);

test('the instance says which providers there are', async () => {
  expect((await browser().ok('/api/v1/instance')).json.oidc).toEqual([
    { id: 'home', name: 'home' },
    { id: 'other', name: 'other' },
  ]);
});

test('somebody new gets an account, comes back to where they were, and is the same person next time', async () => {
  provider.subject = { sub: '1', preferred_username: 'Grace', email: 'grace@example.org', email_verified: true };
  const first = browser();
  expect(await signIn(first, provider, `${START}?return=/palettes`)).toBe('/palettes');
  expect(await first.me()).toMatchObject({ name: 'Grace', role: 'member', has_password: false });
  const second = browser();
  provider.subject = { ...provider.subject, preferred_username: 'Renamed' };
  expect(await signIn(second)).toBe('/');
  expect((await second.me()).id).toBe((await first.me()).id);
});

test('a name that is taken gets a number', async () => {
  provider.subject = { sub: '2', preferred_username: 'ada' };
  const client = browser();
  await signIn(client);
  expect((await client.me()).name).toBe('ada2');
});

describe('an e-mail address', () => {
  test('that somebody only typed in links nothing', async () => {
    provider.subject = { sub: '3', preferred_username: 'thief', email: 'ada@example.org', email_verified: true };
    const client = browser();
    await signIn(client);
    expect(await client.me()).toMatchObject({ name: 'thief' });
  });

  test('that two providers have verified links them to one account', async () => {
    provider.subject = { sub: '4', preferred_username: 'linus', email: 'linus@example.org', email_verified: true };
    other.subject = { sub: 'x4', preferred_username: 'torvalds', email: 'linus@example.org', email_verified: true };
    const [one, two] = [browser(), browser()];
    await signIn(one);
    await signIn(two, other, START.replace('home', 'other'));
    expect(await two.me()).toEqual(await one.me());
  });

  test('that the provider has not verified links nothing', async () => {
    other.subject = { sub: 'x5', preferred_username: 'mallory', email: 'linus@example.org', email_verified: false };
    const client = browser();
    await signIn(client, other, START.replace('home', 'other'));
    expect(await client.me()).toMatchObject({ name: 'mallory', email: null });
  });
});

test('who is signed in links their account, and nobody takes an identity of another', async () => {
  const bob = await server.api.register('Bob');
  const before = await bob.me();
  provider.subject = { sub: '6', preferred_username: 'robert', email: 'ada@example.org', email_verified: true };
  await signIn(bob);
  expect(await bob.me()).toEqual(before);
  const again = browser();
  await signIn(again);
  expect((await again.me()).id).toBe(before.id);
  const carl = await server.api.register('Carl');
  expect(await signIn(carl)).toBe('/login?error=identity_taken');
  expect((await carl.me()).name).toBe('Carl');
});

test('who has no password deletes their account right after signing in, with what is private', async () => {
  provider.subject = { sub: 'leaver', preferred_username: 'leaver' };
  const leaver = browser();
  await signIn(leaver);
  const { id } = await leaver.me();
  const secret = await leaver.add({ bytes: png(numbered(1)), fields: { visibility: 'private' } });
  const { token } = (await leaver.json('POST', '/api/v1/me/tokens', { name: 'script' })).json;
  const bearer = { Authorization: `Bearer ${token}` };
  const refused = await browser().json('DELETE', '/api/v1/me', {}, bearer);
  expect([refused.status, refused.json.code], 'a token has not signed in').toEqual([401, 'sign_in_again']);
  expect((await leaver.json('DELETE', '/api/v1/me', {})).status).toBe(204);
  expect((await leaver.get('/api/v1/me')).status).toBe(401);
  expect((await browser().get(`/api/v1/images/${secret.id}`)).status).toBe(404);
  await signIn(leaver);
  expect((await leaver.me()).id).not.toBe(id);
});

test('linking another identity to the account one is signed in with is no new sign-in', async () => {
  provider.subject = { sub: 'lender', preferred_username: 'lender' };
  const lender = browser();
  await signIn(lender);
  const sessions = async () => (await lender.ok('/api/v1/me/sessions')).json.items;
  const before = await sessions();
  other.subject = { sub: 'somebody else at the keyboard', preferred_username: 'borrower' };
  await signIn(lender, other, START.replace('home', 'other'));
  expect(await sessions()).toEqual(before);
  await signIn(lender); // their own identity again: this proves who they are
  expect(await sessions()).toHaveLength(2);
});

describe('refused is', () => {
  beforeAll(() => {
    provider.subject = { sub: '7', preferred_username: 'eve' };
  });
  const past = Math.floor(Date.now() / 1000) - 3600;

  test.each([
    ['a token of another issuer', { iss: 'https://evil.example' }],
    ['a token for another client', { aud: 'another' }],
    ['a token for several, not made for us', { aud: ['another', 'palette'] }],
    ['a token that has expired', { exp: past }],
    ['a token without an end', { exp: undefined }],
    ['a token of the future', { iat: past + 10_000 }],
    ['a token of another sign-in', { nonce: 'replayed' }],
    ['a token of nobody', { sub: '' }],
  ])('%s', async (_, lies) => {
    provider.lies = lies;
    const client = browser();
    expect(await signIn(client)).toBe('/login?error=sign_in_failed');
    expect((await client.get('/api/v1/me')).status).toBe(401);
  });

  test.each<[string, (token: string, claims: object) => string]>([
    [
      'a token that was changed',
      (token, claims) =>
        token.replace(/\..*\./, `.${Buffer.from(JSON.stringify({ ...claims, sub: '1' })).toString('base64url')}.`),
    ],
    ['a token without a signature', (token) => token.replace(/[^.]*$/, '')],
    [
      'a token of the algorithm "none"',
      (_, claims) =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ],
    [
      'a token that takes the public key for a password',
      (_, claims) => {
        const text = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
        return `${text}.${createHmac('sha256', provider.publicKeyPem).update(text).digest('base64url')}`;
      },
    ],
    ['no token at all', () => ''],
  ])('%s', async (_, forge) => {
    provider.forge = forge;
    const client = browser();
    expect(await signIn(client)).toBe('/login?error=sign_in_failed');
    expect((await client.get('/api/v1/me')).status).toBe(401);
  });

  test('a return without this browser having begun, a state of another, a code used twice', async () => {
    const begun = await browser().get(START);
    const back = provider.approve(String(begun.headers.location));
    const victim = browser();
    expect((await victim.get(back)).headers.location).toBe('/login?error=sign_in_failed');
    const attacker = browser();
    await attacker.get(START);
    expect((await attacker.get(back)).headers.location).toBe('/login?error=sign_in_failed');
    const honest = browser();
    const start = await honest.get(START);
    const once = provider.approve(String(start.headers.location));
    const cookies = new Map(honest.cookies);
    expect((await honest.get(once)).headers.location).toBe('/');
    for (const [name, value] of cookies) honest.cookies.set(name, value);
    expect((await honest.get(once)).headers.location).toBe('/login?error=sign_in_failed');
  });

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'evil'])(
    'to be sent on to %s',
    async (to) => {
      expect(await signIn(browser(), provider, `${START}?return=${encodeURIComponent(to)}`)).toBe('/');
    },
  );
});

test('new keys of the provider are found by themselves, of either kind', async () => {
  provider.subject = { sub: '8', preferred_username: 'rota' };
  const asked = provider.keysAskedFor;
  provider.rotateKey('ES256');
  expect(await signIn(browser())).toBe('/');
  expect(provider.keysAskedFor).toBe(asked + 1);
  provider.forge = (_, claims) => signed({ alg: 'ES256', kid: 'made up' }, claims, generateKey(), 'ES256');
  for (let i = 0; i < 3; ++i) expect(await signIn(browser())).toBe('/login?error=sign_in_failed');
  expect(provider.keysAskedFor, 'made-up keys do not make us ask again and again').toBe(asked + 1);
});

test('a closed door is closed for newcomers of a provider too, and a provider that is gone is said so', async () => {
  const data = configured(join(newFolder(), 'library'));
  const closed = await Server.start(data);
  const owner = await closed.api.register('Ada');
  await owner.json('PATCH', '/api/v1/instance', { registration: 'closed' });
  provider.subject = { sub: '9', preferred_username: 'late' };
  expect(await signIn(new Client(closed.url))).toBe('/login?error=registration_closed');
  await closed.stop();
  writeFileSync(
    join(data, 'palette.toml'),
    '[[oidc]]\nid = "home"\nname = "x"\nissuer = "http://127.0.0.1:9"\nclient_id = "p"\n',
  );
  const lonely = await Server.start(data);
  const answer = await lonely.api.get(START);
  expect([answer.status, answer.json.code]).toEqual([502, 'provider_failed']);
  await lonely.stop();
  writeFileSync(join(data, 'palette.toml'), '[sever]\npublic_url = "https://x"\n');
  const refused = await palette(['serve', '--data', data, '--listen', '127.0.0.1:0']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("line 1: 'sever' is not known");
});

function generateKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
