// `palette user`: accounts without a browser.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Client, PASSWORD } from './support/client';
import { newFolder } from './support/folders';
import { binary, palette, Server } from './support/palette';

const data = join(newFolder(), 'library');

function user(args: string[], input = '') {
  return execFileSync(binary, ['user', ...args, '--data', data], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PALETTE_PASSWORD_COST: 'low' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

const login = (server: Server, name: string, password: string) =>
  new Client(server.url).json('POST', '/api/v1/auth/login', { name, password });

test('people are added, listed, promoted and given new passwords on the command line', async () => {
  expect(user(['list'])).toBe('Nobody has an account yet.\n');
  expect(user(['add', 'Ada', '--password-stdin'], `${PASSWORD}\n`)).toBe('Ada may sign in as owner.\n');
  expect(user(['add', 'bob', '--password-stdin'], PASSWORD)).toBe('bob may sign in as member.\n');
  expect(() => user(['add', 'BOB', '--password-stdin'], PASSWORD)).toThrow(/Somebody has this name/);
  expect(() => user(['add', 'eve', '--password-stdin'], 'short')).toThrow(/at least 10/);
  expect(() => user(['add', 'e ve', '--password-stdin'], PASSWORD)).toThrow(/A name is/);
  expect(() => user(['role', 'ada', 'member'])).toThrow(/own this instance/);

  const server = await Server.start(data);
  expect((await server.api.ok('/api/v1/instance')).json.claimed).toBe(true);
  const bob = await login(server, 'Bob', PASSWORD);
  expect([bob.status, bob.json.role]).toEqual([200, 'member']);
  expect(user(['role', 'bob', 'owner'])).toBe('bob is now owner.\n');
  expect(user(['password', 'bob', '--password-stdin'], 'another battery\n')).toBe('bob has a new password.\n');
  expect((await login(server, 'bob', PASSWORD)).status).toBe(401);
  expect((await login(server, 'bob', 'another battery')).json.role).toBe('owner');
  await server.stop();

  const listed = JSON.parse(user(['list', '--json'])) as { users: { name: string; role: string }[] };
  expect(listed.users.map(({ name, role }) => `${name} ${role}`)).toEqual(['Ada owner', 'bob owner']);
  expect((await palette(['user', 'password', 'nobody', '--password-stdin', '--data', data])).code).toBe(1);
});
