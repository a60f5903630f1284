import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { session } from '@/api/session';
import { ADA, cards, idOf, image, instance, me, results } from '@/testing/fixtures';
import {
  type Answers,
  expectAccessible,
  noContent,
  problem,
  renderApp,
  SIGNED_IN,
} from '@/testing/render-app';
import { FakeEventSource } from '@/testing/setup';
// Their code is there before the clock of a test runs.
import './login-page';
import './register-page';

const PICTURES: Answers = { '/api/v1/images': { items: cards(1), next_cursor: null } };
const LOGIN = 'POST /api/v1/auth/login';
const REGISTER = 'POST /api/v1/auth/register';
const INSTANCE = '/api/v1/instance';

beforeEach(() => session.know(null));

/** A server whose session begins with the right password. */
function server(more: Answers = {}) {
  let viewer: typeof ADA | null = null;
  const begin = () => {
    viewer = ADA;
    return { me: me() };
  };
  return {
    ...PICTURES,
    [INSTANCE]: () => instance({ viewer }),
    '/api/v1/me': () => me(),
    [LOGIN]: begin,
    [REGISTER]: begin,
    'POST /api/v1/auth/logout': () => {
      viewer = null;
      return noContent();
    },
    ...more,
  };
}

describe('logging in', () => {
  it('returns to where one was, as somebody', async () => {
    const { user, router } = renderApp('/login?return=%2Fsearch%3Fq%3Dsea', {
      ...server(),
      '/api/v1/search': results(['strong']),
    });
    await user.type(await screen.findByLabelText('Name'), 'ada');
    await user.type(screen.getByLabelText('Password'), 'a few good words');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Log in' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/search'));
    expect(await screen.findByRole('button', { name: 'Account of ada' })).toBeTruthy();
  });

  it('says why it failed, and keeps the name', async () => {
    const { user } = renderApp('/login', {
      ...server({ [LOGIN]: () => problem(401, 'login_failed', 'Name and password do not go together.') }),
    });
    await user.type(await screen.findByLabelText('Name'), 'ada');
    await user.type(screen.getByLabelText('Password'), 'wrong words{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('Name and password do not go together.');
    expect(screen.getByLabelText('Name')).toHaveProperty('value', 'ada');
  });

  it('offers other services where the server has some', async () => {
    renderApp('/login?return=/likes', {
      ...PICTURES,
      [INSTANCE]: instance({ oidc: [{ id: 'museum', name: 'Museum' }] }),
    });
    const link = await screen.findByRole('link', { name: 'Go on with Museum' });
    expect(link.getAttribute('href')).toBe('/api/v1/auth/oidc/museum/start?return=%2Flikes');
  });

  it('may be left for a look around', async () => {
    const { user, router } = renderApp('/login', server());
    await user.click(await screen.findByRole('link', { name: 'Look around as a guest' }));
    expect(router.state.location.pathname).toBe('/');
  });

  it('ends from the menu of the account', async () => {
    let out = false;
    const { user } = renderApp('/search', {
      ...SIGNED_IN,
      [INSTANCE]: () => instance({ viewer: out ? null : ADA }),
      'POST /api/v1/auth/logout': () => {
        out = true;
        return noContent();
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Account of ada' }));
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Log out' }));
    expect(await screen.findByRole('link', { name: 'Log in' })).toBeTruthy();
  });
});

describe('creating an account', () => {
  it('says what is wrong beside its field, once it was left', async () => {
    const { user } = renderApp('/register', server());
    const name = await screen.findByLabelText('Name');
    await user.type(name, 'ada b');
    expect(screen.queryByRole('alert')?.textContent).toBeFalsy();
    await user.type(screen.getByLabelText('Password'), 'short');
    expect(name.getAttribute('aria-invalid')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Create account' }));
    expect(document.activeElement).toBe(name);
    await expectAccessible();
  });

  it('puts the server’s refusal beside the field that it means', async () => {
    const { user } = renderApp(
      '/register',
      server({ [REGISTER]: () => problem(409, 'name_taken', 'Somebody has this name.') }),
    );
    const name = await screen.findByLabelText('Name');
    await user.type(name, 'ada');
    await user.type(screen.getByLabelText('Password'), 'a few good words{Enter}');
    expect(await screen.findByText('Somebody has this name.')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(name));
  });

  it('leads on to the interests', async () => {
    const { user, router } = renderApp(
      '/register?return=/search',
      server({ '/api/v1/interests': { items: [] } }),
    );
    await user.type(await screen.findByLabelText('Name'), 'ada');
    await user.type(screen.getByLabelText('Password'), 'a few good words{Enter}');
    await waitFor(() => expect(router.state.location.pathname).toBe('/welcome'));
    expect(router.state.location.search).toBe('?return=%2Fsearch');
  });

  it('tells the first one that the library is theirs', async () => {
    renderApp('/login', { ...PICTURES, [INSTANCE]: instance({ claimed: false }) });
    expect(await screen.findByRole('heading', { name: 'This library is yours.' })).toBeTruthy();
    expect(screen.getByText('owner')).toBeTruthy();
  });

  it('says when it is closed', async () => {
    renderApp('/register', { ...PICTURES, [INSTANCE]: instance({ registration: 'closed' }) });
    expect(await screen.findByRole('heading', { name: 'New accounts are closed here.' })).toBeTruthy();
    await expectAccessible();
  });
});

describe('a session that ends meanwhile', () => {
  it('is begun again in place, and what was asked for is then done', async () => {
    let over = false;
    const { user, requests } = renderApp('/image/0000000000001', {
      ...SIGNED_IN,
      '/api/v1/images/0000000000001': () => (over ? problem(401, 'login_required') : image(1)),
      '/api/v1/images/0000000000001/similar': results([]),
      [LOGIN]: () => {
        over = false;
        return { me: me() };
      },
    });
    await screen.findByRole('heading', { name: 'Picture 1' });
    await screen.findByRole('button', { name: 'Account of ada' });
    over = true;
    FakeEventSource.last?.send('image.updated', { id: idOf(1) });
    const dialog = await screen.findByRole('dialog', { name: 'Please log in again.' });
    await expectAccessible();
    const before = requests.length;
    await user.type(screen.getByLabelText('Password'), 'a few good words{Enter}');
    await waitFor(() => expect(dialog.isConnected).toBe(false));
    await waitFor(() =>
      expect(requests.slice(before).map(({ pathname }) => pathname)).toEqual(
        expect.arrayContaining(['/api/v1/auth/login', '/api/v1/images/0000000000001']),
      ),
    );
    expect(screen.getByRole('heading', { name: 'Picture 1' })).toBeTruthy();
  });
});
