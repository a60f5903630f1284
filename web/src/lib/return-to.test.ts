import { expect, it } from 'vitest';
import { returnTo } from './return-to';

it.each([
  ['/image/06fjr3t2xk8g0', '/image/06fjr3t2xk8g0'],
  ['/search?q=a+b#x', '/search?q=a+b#x'],
  ['', '/'],
  ['search', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/path', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?return=/login', '/'],
])('after logging in, %j leads to %j', (wanted, expected) => {
  expect(returnTo(new URLSearchParams({ return: wanted }))).toBe(expected);
});
