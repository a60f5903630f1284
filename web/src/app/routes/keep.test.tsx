import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card, cards, idOf, palette } from '@/testing/fixtures';
import { expectAccessible, noContent, problem, renderApp, SIGNED_IN } from '@/testing/render-app';
import { FakeEventSource } from '@/testing/setup';

const WALL = { '/api/v1/images': { items: cards(3), next_cursor: null } };
const LIKE = `/api/v1/images/${idOf(1)}/like`;
const MINE = [palette(1), palette(2, { title: 'Boats', contains: true })];
const PALETTES = { '/api/v1/palettes': { items: MINE, next_cursor: null } };
const BATCH = (number: number) => `POST /api/v1/palettes/${idOf(500 + number)}/images/batch`;

const like = () => screen.getByRole('button', { name: 'Like' });
const pressed = () => like().getAttribute('aria-pressed');

async function onFirstTile(path: string, answers: Parameters<typeof renderApp>[1]) {
  const app = renderApp(path, { ...WALL, ...SIGNED_IN, ...answers });
  await screen.findAllByRole('article');
  await waitFor(() => expect(screen.getByRole('button', { name: /ada/ })).toBeTruthy());
  await app.user.keyboard('j');
  return app;
}

describe('a like', () => {
  it('shows at once, from the button and from the key', async () => {
    const { user, requests } = await onFirstTile('/?order=newest', {
      [`PUT ${LIKE}`]: noContent(),
      [`DELETE ${LIKE}`]: noContent(),
    });
    expect(pressed()).toBe('false');
    await user.click(like());
    expect(pressed()).toBe('true');
    await waitFor(() => expect(requests.some(({ pathname }) => pathname === LIKE)).toBe(true));
    await user.keyboard('l');
    expect(pressed()).toBe('false');
    await expectAccessible();
  });

  it('goes back, with the reason, when the server refuses', async () => {
    const { user } = await onFirstTile('/?order=newest', {
      [`PUT ${LIKE}`]: problem(404, 'gone', 'It is not here any more.'),
    });
    await user.click(like());
    expect(await screen.findByText('It is not here any more.')).toBeTruthy();
    expect(pressed()).toBe('false');
  });

  it('of another tab is shown here', async () => {
    await onFirstTile('/?order=newest', {});
    FakeEventSource.last?.send('like', { image_id: idOf(1), liked: true });
    await waitFor(() => expect(pressed()).toBe('true'));
  });

  it('comes with the card', async () => {
    await onFirstTile('/?order=newest', {
      '/api/v1/images': { items: [card(1, { liked: true })], next_cursor: null },
    });
    expect(pressed()).toBe('true');
  });

  it('leads a guest to the log-in page', async () => {
    const { user, router } = renderApp('/?order=newest', WALL);
    await screen.findAllByRole('article');
    await user.keyboard('jl');
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    expect(sessionStorage.getItem('palette.later')).toContain(idOf(1));
  });

  it('that a guest wanted is given once they are logged in', async () => {
    sessionStorage.setItem(
      'palette.later',
      JSON.stringify({ act: 'like', items: [card(1)], at: Date.now() }),
    );
    await onFirstTile('/?order=newest', { [`PUT ${LIKE}`]: noContent() });
    await waitFor(() => expect(pressed()).toBe('true'));
    expect(sessionStorage.getItem('palette.later')).toBeNull();
  });
});

describe('saving', () => {
  it('finds a Palette by its name, says which have the picture, and gives the focus back', async () => {
    const asked: unknown[] = [];
    const { user } = await onFirstTile('/?order=newest', {
      ...PALETTES,
      [BATCH(1)]: async (_: URL, request: Request | null) => {
        asked.push(await request?.json());
        return { changed: 1 };
      },
    });
    await user.keyboard('s');
    const dialog = await screen.findByRole('dialog', { name: 'Save to a Palette' });
    const options = await within(dialog).findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual([
      expect.stringMatching(/^Boats.*Saved/),
      expect.stringMatching(/^Palette 1/),
    ]);
    await expectAccessible();
    await user.keyboard('palette');
    expect(within(dialog).getAllByRole('option')[0]?.textContent).toMatch(/^Palette 1/);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(asked).toEqual([{ action: 'add', image_ids: [idOf(1)] }]));
    expect(await screen.findByText('Saved to Palette 1')).toBeTruthy();
    expect(document.activeElement?.getAttribute('href')).toBe(`/image/${idOf(1)}`);
  });

  it('makes a new Palette where there is none of that name', async () => {
    const asked: unknown[] = [];
    const { user } = await onFirstTile('/?order=newest', {
      ...PALETTES,
      'POST /api/v1/palettes': async (_: URL, request: Request | null) => {
        asked.push(await request?.json());
        return palette(3, { title: 'Storms' });
      },
    });
    await user.click(screen.getByRole('button', { name: 'Save to a Palette' }));
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findAllByRole('option');
    await user.keyboard('Storms{Enter}');
    expect(await screen.findByText('Saved to Storms')).toBeTruthy();
    expect(asked).toEqual([{ title: 'Storms', visibility: 'private', image_ids: [idOf(1)] }]);
  });

  it('takes it out of a Palette that has it, and puts it back on Undo', async () => {
    const asked: unknown[] = [];
    const { user } = await onFirstTile('/?order=newest', {
      ...PALETTES,
      [BATCH(2)]: async (_: URL, request: Request | null) => {
        asked.push(await request?.json());
        return { changed: 1 };
      },
    });
    await user.keyboard('s');
    await user.click(await screen.findByRole('option', { name: /Boats/ }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(asked).toEqual([
        { action: 'remove', image_ids: [idOf(1)] },
        { action: 'add', image_ids: [idOf(1)] },
      ]),
    );
  });
});

describe('choosing many', () => {
  const chosen = () => screen.getAllByRole('checkbox', { checked: true }).length;

  it('goes by key, by range and by click, and ends with Escape', async () => {
    const { user } = await onFirstTile('/?order=newest', {});
    await user.keyboard('x');
    expect(await screen.findByRole('toolbar', { name: 'Chosen pictures' })).toBeTruthy();
    await user.keyboard('jjX');
    expect(chosen()).toBe(3);
    await user.click(screen.getAllByRole('article')[1]?.querySelector('a') as Element);
    expect(chosen()).toBe(2);
    await expectAccessible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('likes all of them, and takes back only what was not liked before', async () => {
    const sent: string[] = [];
    const note = (url: URL, request: Request | null) => {
      sent.push(`${request?.method} ${url.pathname.split('/')[4]}`);
      return noContent();
    };
    const { user } = await onFirstTile('/?order=newest', {
      '/api/v1/images': { items: [card(1, { liked: true }), card(2)], next_cursor: null },
      [`/api/v1/images/${idOf(2)}/like`]: note,
      [LIKE]: note,
    });
    await user.keyboard('xjx');
    await user.click(within(await screen.findByRole('toolbar')).getByRole('button', { name: 'Like' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(sent).toEqual([`PUT ${idOf(2)}`, `DELETE ${idOf(2)}`]));
  });

  it('deletes them from the wall, and brings them back on Undo', async () => {
    const items = [card(1, { mine: true }), card(2, { mine: true }), card(3)];
    const { user } = await onFirstTile('/?order=newest', {
      '/api/v1/images': { items, next_cursor: null },
      [`DELETE /api/v1/images/${idOf(1)}`]: noContent(),
      [`DELETE /api/v1/images/${idOf(2)}`]: noContent(),
      [`POST /api/v1/images/${idOf(1)}/restore`]: {},
      [`POST /api/v1/images/${idOf(2)}/restore`]: {},
    });
    await user.keyboard('xjx');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(1));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(3));
  });

  it('offers to delete only what the person may delete', async () => {
    const { user } = await onFirstTile('/?order=newest', {});
    await user.keyboard('x');
    await screen.findByRole('toolbar');
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });
});

describe('the likes page', () => {
  it('shows what is liked', async () => {
    renderApp('/likes', { ...SIGNED_IN, '/api/v1/me/likes': { items: cards(4), next_cursor: null } });
    expect(await screen.findAllByRole('article')).toHaveLength(4);
    expect(screen.getByRole('heading', { level: 1, name: 'Likes' })).toBeTruthy();
    await expectAccessible();
  });

  it('says how to like where there is nothing yet', async () => {
    renderApp('/likes', { ...SIGNED_IN, '/api/v1/me/likes': { items: [], next_cursor: null } });
    expect(await screen.findByText('Nothing here yet.')).toBeTruthy();
  });

  it('asks a guest to log in', async () => {
    renderApp('/likes', {});
    expect(await screen.findByRole('heading', { name: 'What you like is kept here.' })).toBeTruthy();
    await expectAccessible();
  });
});
