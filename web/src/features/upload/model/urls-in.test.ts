import { expect, it } from 'vitest';
import { urlsIn } from './urls-in';

it.each([
  [' https://example.org/a.jpg ', ['https://example.org/a.jpg']],
  [
    'http://a.example/1\nhttps://b.example/2 http://a.example/1',
    ['http://a.example/1', 'https://b.example/2'],
  ],
  ['a sea at dusk', []],
  ['ftp://example.org/a.jpg javascript:alert(1) https://', []],
])('the addresses in %j are %j', (text, expected) => {
  expect(urlsIn(text)).toEqual(expected);
});
