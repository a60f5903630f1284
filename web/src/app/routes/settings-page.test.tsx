import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { session } from '@/api/session';
import { ADA, card, cards, instance, me } from '@/testing/fixtures';
import {
  type Answers,
  expectAccessible,
  noContent,
  problem,
  renderApp,
  SIGNED_IN,
} from '@/testing/render-app';
// Their code is there before the clock of a test runs.
import './settings-page';

beforeEach(() => session.know(null));

/** Collects what was sent to an operation. */
function receiver(answer: () => unknown = noContent) {
  const sent: unknown[] = [];
  return {
    sent,
    answer: async (_url: URL, request: Request) => {
      const text = await request.text();
      sent.push(text ? JSON.parse(text) : null);
      return answer();
    },
  };
}

describe('the settings', () => {
  it('are for those who are logged in', async () => {
    const { router } = renderApp('/settings/tokens', {});
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    expect(router.state.location.search).toBe('?return=%2Fsettings%2Ftokens');
  });

  it('keep name and email', async () => {
    const patch = receiver(() => me({ display_name: 'Ada B.' }));
    const { user } = renderApp('/settings', { ...SIGNED_IN, 'PATCH /api/v1/me': patch.answer });
    const name = await screen.findByLabelText('Name as shown');
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    await user.clear(name);
    await user.type(name, 'Ada B.');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(patch.sent).toEqual([{ display_name: 'Ada B.', email: null }]));
    await user.click(screen.getByRole('radio', { name: 'Only me' }));
    await waitFor(() => expect(patch.sent[1]).toEqual({ preferences: { upload_visibility: 'private' } }));
  });

  it('take the theme along with the account', async () => {
    const patch = receiver(() => me());
    const { user } = renderApp('/settings', {
      ...SIGNED_IN,
      '/api/v1/me': me({ preferences: { theme: 'dark', upload_visibility: 'public', feed: 'personal' } }),
      'PATCH /api/v1/me': patch.answer,
    });
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    await user.click(await screen.findByRole('radio', { name: 'Light' }));
    await waitFor(() => expect(patch.sent).toEqual([{ preferences: { theme: 'light' } }]));
  });

  it('change the password, and say beside its field what is wrong', async () => {
    let wrong = true;
    const change = receiver(() =>
      wrong ? problem(403, 'wrong_password', 'That is not your password.') : noContent(),
    );
    const { user } = renderApp('/settings/security', {
      ...SIGNED_IN,
      '/api/v1/me/sessions': { items: [] },
      'POST /api/v1/auth/password': change.answer,
    });
    await user.type(await screen.findByLabelText('Current password'), 'old words here');
    await user.type(screen.getByLabelText('New password'), 'short{Enter}');
    expect(await screen.findByText('At least 10 characters.')).toBeTruthy();
    expect(change.sent).toHaveLength(0);
    await user.type(screen.getByLabelText('New password'), ' and then more{Enter}');
    expect(await screen.findByText('That is not your password.')).toBeTruthy();
    expect(screen.getByLabelText('Current password').getAttribute('aria-invalid')).toBe('true');
    wrong = false;
    await user.click(screen.getByRole('button', { name: 'Change password' }));
    await waitFor(() => expect(screen.getByLabelText('New password')).toHaveProperty('value', ''));
  });

  it('list the sessions and end them', async () => {
    let items = [true, false].map((current, i) => ({
      id: `s${i}`,
      created_at: '2026-01-01T00:00:00Z',
      last_used_at: new Date().toISOString(),
      user_agent: i === 0 ? 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' : 'curl/8.5.0',
      address: '192.0.2.7',
      current,
    }));
    const { user } = renderApp('/settings/security', {
      ...SIGNED_IN,
      '/api/v1/me/sessions': () => ({ items }),
      'DELETE /api/v1/me/sessions/s1': () => {
        items = items.slice(0, 1);
        return noContent();
      },
    });
    expect(await screen.findByText('Firefox on Linux')).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Log out curl, last used just now' }));
    await waitFor(() => expect(screen.queryByText('curl')).toBeNull());
  });

  it('show a new token once', async () => {
    const create = receiver(() => ({
      id: 't1',
      name: 'Backup',
      token: 'pal_secret',
      created_at: '',
      expires_at: null,
    }));
    const { user } = renderApp('/settings/tokens', {
      ...SIGNED_IN,
      'GET /api/v1/me/tokens': { items: [] },
      'POST /api/v1/me/tokens': create.answer,
    });
    await user.type(await screen.findByLabelText('What it is for'), 'Backup{Enter}');
    expect(await screen.findByText('pal_secret')).toBeTruthy();
    expect(create.sent).toEqual([{ name: 'Backup', expires_in_days: 365 }]);
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'I have it' }));
    expect(screen.queryByText('pal_secret')).toBeNull();
  });

  it('show people and registration to the owner alone', async () => {
    const patch = receiver(() => ({}));
    const people: Answers = {
      '/api/v1/instance': instance({ viewer: { ...ADA, role: 'owner' } }),
      '/api/v1/me': me({ role: 'owner' }),
      'PATCH /api/v1/people/p2': patch.answer,
      '/api/v1/people': {
        items: [
          { id: ADA.id, name: 'ada', role: 'owner' },
          { id: 'p2', name: 'jun', role: 'member' },
        ].map((person) => ({
          ...person,
          disabled: false,
          created_at: '2026-01-01T00:00:00Z',
          quota: { bytes_used: 1, bytes_max: null },
          quota_bytes_max: null,
        })),
      },
    };
    const { user } = renderApp('/settings/people', people);
    expect(await screen.findByRole('switch', { name: 'Anyone may create an account' })).toHaveProperty(
      'checked',
      true,
    );
    const jun = (await screen.findByText('@jun')).closest('li') as HTMLElement;
    await expectAccessible();
    await user.click(within(jun).getByRole('button', { name: 'Lock out' }));
    await waitFor(() => expect(patch.sent).toEqual([{ disabled: true }]));
    await user.click(await screen.findByText('Undo'));
    await waitFor(() => expect(patch.sent[1]).toEqual({ disabled: false }));
  });

  it('give everybody room, and one person more of it', async () => {
    const owned = instance({ viewer: { ...ADA, role: 'owner' } });
    const limits = (quota_bytes_max: number | null) => ({
      ...owned,
      limits: { ...owned.limits, quota_bytes_max },
    });
    const everybody = receiver(() => limits(5_000_000_000));
    const person = receiver(() => ({}));
    const { user } = renderApp('/settings/people', {
      '/api/v1/instance': limits(null),
      '/api/v1/me': me({ role: 'owner' }),
      'PATCH /api/v1/instance': everybody.answer,
      'PATCH /api/v1/people/p2': person.answer,
      '/api/v1/people': {
        items: [
          {
            id: 'p2',
            name: 'jun',
            role: 'member',
            disabled: false,
            created_at: '2026-01-01T00:00:00Z',
            quota: { bytes_used: 1, bytes_max: null },
            quota_bytes_max: null,
          },
        ],
      },
    });
    const room = await screen.findByRole('combobox', { name: 'Room for everybody' });
    await user.selectOptions(room, '5.0 GB');
    await waitFor(() => expect(everybody.sent).toEqual([{ quota_bytes_max: 5_000_000_000 }]));
    await waitFor(() => expect(room).toHaveProperty('value', '5000000000'));
    await user.click(await screen.findByText('Undo'));
    await waitFor(() => expect(everybody.sent[1]).toEqual({ quota_bytes_max: null }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Room for jun' }), '20.0 GB');
    await waitFor(() => expect(person.sent).toEqual([{ quota_bytes_max: 20_000_000_000 }]));
    await expectAccessible();
  });

  it('hide people from members', async () => {
    renderApp('/settings/people', SIGNED_IN);
    expect(await screen.findByRole('heading', { name: 'A blank canvas.' })).toBeTruthy();
  });

  it('delete the account only with its password', async () => {
    let gone = false;
    const remove = receiver(() => {
      gone = true;
      return noContent();
    });
    const { user, router } = renderApp('/settings/account', {
      ...SIGNED_IN,
      '/api/v1/instance': () => instance({ viewer: gone ? null : ADA }),
      '/api/v1/images': { items: cards(1), next_cursor: null },
      'DELETE /api/v1/me': remove.answer,
    });
    await user.click(await screen.findByRole('button', { name: 'Delete account…' }));
    expect(screen.getByRole('button', { name: 'Delete for good' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('radio', { name: 'are deleted too' }));
    await user.type(screen.getByLabelText('Your password'), 'a few good words');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Delete for good' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(remove.sent).toEqual([{ password: 'a few good words', images: 'delete' }]);
  });
});

it('an account without a password is deleted after signing in again with its provider', async () => {
  const remove = receiver(() => problem(401, 'sign_in_again', 'Please sign in again first.'));
  const { user } = renderApp('/settings/account', {
    ...SIGNED_IN,
    '/api/v1/instance': instance({ viewer: ADA, oidc: [{ id: 'home', name: 'Home' }] }),
    '/api/v1/me': me({ has_password: false }),
    'DELETE /api/v1/me': remove.answer,
  });
  await user.click(await screen.findByRole('button', { name: 'Delete account…' }));
  expect(screen.queryByLabelText('Your password')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Delete for good' }));
  expect(await screen.findByText('Please sign in again first.')).toBeTruthy();
  expect(remove.sent).toEqual([{ images: 'keep' }]);
  expect(screen.getByRole('button', { name: 'Delete for good' })).toHaveProperty('disabled', true);
  expect(screen.getByRole('link', { name: 'Go on with Home' }).getAttribute('href')).toBe(
    '/api/v1/auth/oidc/home/start?return=%2Fsettings%2Faccount',
  );
  await expectAccessible();
});

describe('what the feed knows', () => {
  const TASTE: Answers = {
    ...SIGNED_IN,
    '/api/v1/me/taste': {
      interests: [
        {
          id: 'landscape',
          kind: 'chosen',
          title: 'Landscape',
          weight: 1,
          share: 0.6,
          medoid: card(1),
          images: cards(2, 2),
        },
        {
          id: '0000000000007',
          kind: 'learned',
          title: 'birds',
          weight: 1,
          share: 0.4,
          medoid: null,
          images: [],
        },
      ],
      dismissed: [card(9)],
      seen: 1240,
    },
  };

  it('is shown, and weighed with sliders', async () => {
    const patch = receiver();
    renderApp('/settings/feed', { ...TASTE, 'PATCH /api/v1/me/taste': patch.answer });
    const slider = await screen.findByRole('slider', { name: 'Landscape' });
    expect(slider.getAttribute('aria-valuetext')).toBe('As it comes');
    expect(screen.getByText('Chosen, 60 % of your wall')).toBeTruthy();
    await expectAccessible();
    fireEvent.change(slider, { target: { value: '0' } });
    expect(slider.getAttribute('aria-valuetext')).toBe('Never');
    await waitFor(() => expect(patch.sent).toEqual([{ weights: { landscape: 0 } }]));
  });

  it('can be switched off', async () => {
    const patch = receiver(() => me());
    const { user } = renderApp('/settings/feed', { ...TASTE, 'PATCH /api/v1/me': patch.answer });
    await user.click(await screen.findByRole('radio', { name: /Newest first/ }));
    await waitFor(() => expect(patch.sent).toEqual([{ preferences: { feed: 'newest' } }]));
  });

  it('is forgotten only after a second thought', async () => {
    const forget = receiver();
    const { user } = renderApp('/settings/feed', { ...TASTE, 'DELETE /api/v1/me/taste': forget.answer });
    await user.click(await screen.findByRole('button', { name: 'Forget what the feed knows' }));
    const dialog = screen.getByRole('dialog', { name: 'Forget what the feed knows?' });
    await user.click(within(dialog).getByRole('button', { name: 'Forget it' }));
    await waitFor(() => expect(forget.sent).toHaveLength(1));
  });

  it('takes back what one wanted less of', async () => {
    const feedback = receiver();
    const { user } = renderApp('/settings/feed', { ...TASTE, 'POST /api/v1/feed/feedback': feedback.answer });
    await user.click(
      await screen.findByRole('button', { name: 'Take back: less like A drawing of thing 9' }),
    );
    await waitFor(() => expect(feedback.sent).toEqual([{ image_id: card(9).id, action: 'undo_less' }]));
  });
});
