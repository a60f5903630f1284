import { expect, it } from 'vitest';
import { ApiProblem } from '@/api/client';
import { nameProblem, passwordProblem, refusedField } from './registration';

it.each([
  ['ada', true],
  ['Ada.B-3_x', true],
  ['', false],
  ['ada b', false],
  ['@ada', false],
  ['ä', false],
  ['a'.repeat(40), true],
  ['a'.repeat(41), false],
])('a name like %j is fine: %j', (name, fine) => {
  expect(nameProblem(name) === null).toBe(fine);
});

it.each([
  ['short', false],
  ['ten chars!', true],
  ['🎨'.repeat(9), false],
  ['x'.repeat(256), true],
  ['x'.repeat(257), false],
])('a password like %j is fine: %j', (password, fine) => {
  expect(passwordProblem(password) === null).toBe(fine);
});

it.each([
  ['name_taken', 'name'],
  ['password_too_short', 'password'],
  ['registration_closed', null],
])('a refusal %j belongs to %j', (code, field) => {
  expect(refusedField(new ApiProblem({ status: 400, code, title: '' }))).toBe(field);
});
