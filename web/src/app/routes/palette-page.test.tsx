import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card, cards, idOf, palette, results } from '@/testing/fixtures';
import { expectAccessible, noContent, problem, renderApp, SIGNED_IN } from '@/testing/render-app';

const boats = palette(1, { title: 'Boats', description: 'For the harbour.' });
const PATH = `/palette/${boats.id}`;
const API = `/api/v1/palettes/${boats.id}`;
const ANSWERS = {
  ...SIGNED_IN,
  [API]: boats,
  [`${API}/images`]: { items: cards(3), next_cursor: null },
  [`${API}/suggestions`]: results([]),
  '/api/v1/palettes': { items: [boats, palette(2, { title: 'Ships' })], next_cursor: null },
};
const labels = () => screen.getAllByRole('article').map((tile) => tile.getAttribute('aria-label'));

/** Notes the bodies that come in. */
function noted(answer: unknown = {}) {
  const bodies: unknown[] = [];
  const note = async (_: URL, request: Request | null) => {
    bodies.push(await request?.json());
    return answer;
  };
  return { bodies, note };
}

describe('a Palette', () => {
  it('has its words, its owner and its pictures in order', async () => {
    renderApp(PATH, ANSWERS);
    expect(await screen.findByRole('heading', { level: 1, name: 'Boats' })).toBeTruthy();
    await screen.findAllByRole('article');
    expect(labels()).toEqual([1, 2, 3].map((n) => `A drawing of thing ${n}`));
    expect(screen.getByText('For the harbour.')).toBeTruthy();
    expect(screen.getByRole('link', { name: '@ada' }).getAttribute('href')).toBe('/@ada');
    await expectAccessible();
  });

  it('is renamed where its title stands, or not at all', async () => {
    const { bodies, note } = noted({ ...boats, title: 'Small boats' });
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [API]: () => (bodies.length === 0 ? boats : { ...boats, title: 'Small boats' }),
      [`PATCH ${API}`]: note,
    });
    await user.click(await screen.findByRole('button', { name: 'Edit the title' }));
    await user.keyboard('Nonsense{Escape}');
    expect(screen.getByRole('heading', { name: 'Boats' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Edit the title' }));
    await user.keyboard('Small boats{Enter}');
    expect(await screen.findByRole('heading', { name: 'Small boats' })).toBeTruthy();
    await waitFor(() => expect(bodies).toEqual([{ title: 'Small boats' }]));
  });

  it('keeps its title when the server refuses another', async () => {
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [`PATCH ${API}`]: problem(403, 'forbidden', 'Only its owner may do that.'),
    });
    await user.click(await screen.findByRole('button', { name: 'Edit the title' }));
    await user.keyboard('Mine{Enter}');
    expect(await screen.findByText('Only its owner may do that.')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Boats' })).toBeTruthy();
  });

  it('is searched by words, and shown whole again', async () => {
    const { user, router } = renderApp(PATH, {
      ...ANSWERS,
      [`${API}/images`]: (url: URL) => {
        const words = url.searchParams.get('q');
        return {
          items: words === null ? cards(3) : words === 'second' ? cards(1, 2) : [],
          next_cursor: null,
        };
      },
    });
    await screen.findAllByRole('article');
    const field = screen.getByRole('searchbox', { name: 'Search in this Palette' });
    await user.type(field, 'second{Enter}');
    await waitFor(() => expect(labels()).toEqual(['A drawing of thing 2']));
    expect(router.state.location.search).toBe('?q=second');
    await expectAccessible();
    await user.type(field, ' to none{Enter}');
    expect(await screen.findByText('Nothing in here is like that.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(labels()).toHaveLength(3));
    expect(router.state.location.search).toBe('');
  });

  it('is put in order by keyboard, with every step said', async () => {
    const { bodies, note } = noted();
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [`PUT ${API}/images/${idOf(1)}`]: async (url: URL, request: Request | null) => {
        await note(url, request);
        return noContent();
      },
    });
    await screen.findAllByRole('article');
    await user.keyboard('o');
    const first = await screen.findByRole('button', { name: 'A drawing of thing 1, place 1 of 3' });
    first.focus();
    await user.keyboard(' ');
    expect(screen.getByText(/^A drawing of thing 1 lifted, place 1 of 3/)).toBeTruthy();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(screen.getByText('A drawing of thing 1, place 3 of 3.')).toBeTruthy();
    await expectAccessible();
    await user.keyboard(' ');
    expect(screen.getByText('A drawing of thing 1 is now at place 3 of 3.')).toBeTruthy();
    await waitFor(() => expect(bodies).toEqual([{ after: idOf(3) }]));
    await user.click(screen.getByRole('button', { name: 'Done' }));
  });

  it('takes moves back by key, the last one first', async () => {
    const order = [1, 2, 3];
    const puts: unknown[] = [];
    let listed = '';
    const put = (moved: number) => async (_: URL, request: Request) => {
      const { after } = (await request.json()) as { after: string | null };
      puts.push([moved, after]);
      order.splice(order.indexOf(moved), 1);
      order.splice(after === null ? 0 : order.findIndex((number) => idOf(number) === after) + 1, 0, moved);
      return noContent();
    };
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [`${API}/images`]: () => {
        listed = order.join();
        return { items: order.map((number) => card(number)), next_cursor: null };
      },
      [`PUT ${API}/images/${idOf(1)}`]: put(1),
      [`PUT ${API}/images/${idOf(2)}`]: put(2),
    });
    // What was moved is asked for anew once the move is done.
    const isListed = (wanted: string) => waitFor(() => expect(listed).toBe(wanted));
    await screen.findAllByRole('article');
    await user.keyboard('o');
    (await screen.findByRole('button', { name: 'A drawing of thing 1, place 1 of 3' })).focus();
    await user.keyboard(' {ArrowRight}{ArrowRight} ');
    expect(await screen.findByText('Moved to place 3')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(1);
    await isListed('2,3,1');
    (await screen.findByRole('button', { name: 'A drawing of thing 2, place 1 of 3' })).focus();
    await user.keyboard(' {ArrowRight} ');
    await isListed('3,2,1');
    await user.keyboard('u');
    await isListed('2,3,1');
    await user.keyboard('u');
    await isListed('1,2,3');
    expect(await screen.findByRole('button', { name: 'A drawing of thing 1, place 1 of 3' })).toBeTruthy();
    expect(puts).toEqual([
      [1, idOf(3)],
      [2, idOf(3)],
      [2, null],
      [1, null],
    ]);
    await user.keyboard('u');
    expect(puts).toHaveLength(4);
    await expectAccessible();
  });

  it('gives up a move on Escape', async () => {
    const { user } = renderApp(PATH, ANSWERS);
    await user.click(await screen.findByRole('button', { name: 'Arrange' }));
    (await screen.findByRole('button', { name: /thing 2, place 2/ })).focus();
    await user.keyboard(' {ArrowLeft}{Escape}');
    expect(screen.getByText('A drawing of thing 2 is back at place 2.')).toBeTruthy();
    expect(screen.getByRole('button', { name: /thing 2, place 2/ })).toBeTruthy();
  });

  it('loses what is chosen and removed, and has it back in its places on Undo', async () => {
    const { bodies, note } = noted({ changed: 2 });
    const { user } = renderApp(PATH, { ...ANSWERS, [`POST ${API}/images/batch`]: note });
    await screen.findAllByRole('article');
    await user.keyboard('jxjjx');
    const bar = await screen.findByRole('toolbar');
    await user.click(within(bar).getByRole('button', { name: 'Remove' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(bodies).toEqual([
        { action: 'remove', image_ids: [idOf(1), idOf(3)] },
        { action: 'add', image_ids: [idOf(1), idOf(3)], afters: [null, idOf(2)] },
      ]),
    );
  });

  it('gives what is chosen to another Palette', async () => {
    const { bodies, note } = noted({ changed: 1 });
    const { user } = renderApp(PATH, { ...ANSWERS, [`POST ${API}/images/batch`]: note });
    await screen.findAllByRole('article');
    await user.keyboard('jxv');
    const dialog = await screen.findByRole('dialog', { name: 'Move to another Palette' });
    const options = await within(dialog).findAllByRole('option');
    expect(options).toHaveLength(1);
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Moved to Ships')).toBeTruthy();
    expect(bodies).toEqual([{ action: 'move', image_ids: [idOf(1)], to: idOf(502) }]);
  });

  it('takes one of the suggested additions', async () => {
    const { bodies, note } = noted({ changed: 1 });
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [`${API}/images`]: { items: cards(2, 7), next_cursor: null },
      [`${API}/suggestions`]: results(['strong', 'related']),
      [`POST ${API}/images/batch`]: note,
    });
    const wall = await screen.findByRole('feed', { name: 'Suggested additions' });
    act(() => within(wall).getAllByRole('link')[0]?.focus());
    await user.click(within(wall).getByRole('button', { name: 'Add to this Palette' }));
    await waitFor(() => expect(within(wall).getAllByRole('article')).toHaveLength(1));
    expect(bodies).toEqual([{ action: 'add', image_ids: [idOf(1)] }]);
  });

  it('is deleted, and opened again on Undo', async () => {
    const { user, router } = renderApp(PATH, {
      ...ANSWERS,
      [`DELETE ${API}`]: noContent(),
      [`POST ${API}/restore`]: boats,
    });
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(screen.getByRole('button', { name: 'Delete this Palette' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/palettes'));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(PATH));
  });

  it('is shared by a link with its key, and with people', async () => {
    const unlisted = { ...boats, visibility: 'unlisted' as const, share_key: 'k3y' };
    const { bodies, note } = noted();
    const { user } = renderApp(PATH, {
      ...ANSWERS,
      [API]: unlisted,
      [`${API}/people`]: { items: [{ person: { id: idOf(901), name: 'bo' }, role: 'viewer' }] },
      [`PUT ${API}/people/%40cy`]: note,
    });
    await user.click(await screen.findByRole('button', { name: 'Share' }));
    const dialog = await screen.findByRole('dialog', { name: 'Share Boats' });
    expect(within(dialog).getByRole('textbox', { name: 'Link' })).toHaveProperty(
      'value',
      `${window.location.origin}${PATH}?key=k3y`,
    );
    expect(await within(dialog).findByText('@bo')).toBeTruthy();
    await expectAccessible();
    await user.type(within(dialog).getByRole('textbox', { name: /person to invite/ }), '@cy{Enter}');
    await waitFor(() => expect(bodies).toEqual([{ role: 'contributor' }]));
  });
});

describe('a Palette that a guest opens', () => {
  it('by its link is shown with the key, and cannot be changed', async () => {
    const shared = { ...boats, visibility: 'unlisted' as const, role: 'none' as const };
    const { requests } = renderApp(`${PATH}?key=k3y`, {
      [API]: shared,
      [`${API}/images`]: { items: cards(3), next_cursor: null },
    });
    await screen.findAllByRole('article');
    for (const { pathname, searchParams } of requests) {
      if (pathname.startsWith(API)) expect(searchParams.get('key')).toBe('k3y');
    }
    for (const name of ['Edit the title', 'Share', 'Arrange']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
    await expectAccessible();
  });

  it('without a right to see it is not there', async () => {
    renderApp(PATH, { [API]: problem(404, 'palette_not_found') });
    expect(await screen.findByRole('heading', { name: 'This Palette is not here.' })).toBeTruthy();
  });
});
