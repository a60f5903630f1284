import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './support/client';
import { newFolder } from './support/folders';
import { Server } from './support/palette';
import { writeFiles } from './support/shared-pictures';

const page =
  '<!doctype html><html><head><title>Palette</title><script>document.title = "dark"</script></head><body></body></html>';
const script = 'console.log("palette")'.repeat(40);
const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const web = newFolder('web');
let api: Client;

beforeAll(async () => {
  writeFiles(web, {
    'index.html': page,
    'assets/index-B1x.js': script,
    'assets/index-B1x.js.gz': gzipSync(script),
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '.env': 'SECRET=1',
    'robots.txt': 'User-agent: *\n',
  });
  const outside = newFolder('outside');
  writeFiles(outside, { 'secret.txt': 'outside' });
  symlinkSync(join(outside, 'secret.txt'), join(web, 'link.txt'));
  api = (await Server.start(join(newFolder(), 'library'), { web })).api;
});

describe('the web app', () => {
  test.each(['/', '/index.html', '/search?q=boat', '/image/06fjr3t2xk8g0', '/a/page/that/only/the/app/knows'])(
    'is its page at %s',
    async (target) => {
      const answer = await api.get(target, browser);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(page);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  test('may run its own scripts and no others', async () => {
    const policy = (await api.get('/', browser)).headers['content-security-policy'] as string;
    const rules = Object.fromEntries(policy.split(';').map((rule) => [rule.trim().split(' ')[0], rule.trim()]));
    expect(rules['default-src']).toBe("default-src 'self'");
    expect(rules['script-src']).toMatch(/^script-src 'self' 'sha256-[\w+/]{43}='$/);
    expect(rules['object-src']).toBe("object-src 'none'");
    expect(rules['base-uri']).toBe("base-uri 'none'");
    expect(rules['frame-ancestors']).toBe("frame-ancestors 'none'");
  });

  test('has assets that may be kept for ever, compressed for who takes it', async () => {
    const plain = await api.ok('/assets/index-B1x.js');
    expect(plain.text).toBe(script);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toMatch(/javascript/);
    const small = await api.get('/assets/index-B1x.js', { 'Accept-Encoding': 'gzip' });
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(small.headers.vary).toMatch(/accept-encoding/i);
    expect(gunzipSync(small.body).toString()).toBe(script);
    expect(small.headers.etag).not.toBe(plain.headers.etag);
    expect((await api.get('/assets/index-B1x.js', { 'If-None-Match': plain.headers.etag as string })).status).toBe(304);
  });

  test.each(['/assets/missing.js', '/missing.png', '/.env', '/link.txt', '/assets'])(
    'has nothing at %s',
    async (target) => {
      const answer = await api.get(target, { Accept: '*/*' });
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json.code).toBe('not_found');
    },
  );

  test.each(['/assets/missing.js', '/.env', '/link.txt'])('has nothing at %s for a browser either', async (target) => {
    expect((await api.get(target, browser)).status).toBe(404);
  });

  test('is sent to HEAD without its body and to no other method', async () => {
    const head = await api.request('HEAD', '/', { headers: browser });
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(page.length));
    expect((await api.request('POST', '/')).status).toBeGreaterThanOrEqual(404);
  });

  test('never stands in for an address of the API', async () => {
    expect((await api.get('/api/v1/nothing', browser)).status).toBe(404);
  });
});

test('a server without a web app says so and serves the API', async () => {
  const server = await Server.start(join(newFolder(), 'library'), { web: join(newFolder(), 'nowhere') });
  const answer = await server.api.get('/', browser);
  expect(answer.status).toBe(503);
  expect(answer.text).toMatch(/not built/);
  await server.api.ok('/api/v1/library');
  await server.stop();
});
