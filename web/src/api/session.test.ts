import { expect, it, vi } from 'vitest';
import { Session } from './session';

const ADA = { id: '0000000000001', name: 'ada', role: 'member' } as const;

it('asks once for all requests that met the end of the session', async () => {
  const session = new Session();
  const told = vi.fn();
  session.subscribe(told);
  session.know(ADA);
  const first = session.loginAgain();
  const second = session.loginAgain();
  expect(session.question()?.viewer).toEqual(ADA);
  expect(told).toHaveBeenCalledTimes(1);
  session.question()?.settle(true);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(session.question()).toBeNull();
});

it('asks again when the next session ends too', async () => {
  const session = new Session();
  session.know(ADA);
  const first = session.loginAgain();
  session.question()?.settle(false);
  expect(await first).toBe(false);
  const second = session.loginAgain();
  session.question()?.settle(true);
  expect(await second).toBe(true);
});

it('asks no guest', async () => {
  const session = new Session();
  expect(await session.loginAgain()).toBe(false);
  expect(session.question()).toBeNull();
});
