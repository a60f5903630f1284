import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Match } from '@/api/client';
import { idOf, results } from '@/testing/fixtures';
import { expectAccessible, problem, renderApp } from '@/testing/render-app';

const SEARCH = '/api/v1/search';
const many = (match: Match, count: number) => Array.from({ length: count }, () => match);

describe('the search', () => {
  it('shows results with honest lines between the kinds of match', async () => {
    renderApp('/search?q=sea', { [SEARCH]: results([...many('strong', 3), ...many('related', 4), 'weak']) });
    await screen.findAllByRole('article');
    expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual([
      'Strong matches end here',
      'Related pictures end here — the rest is a guess',
    ]);
    expect(screen.getByText('3 strong matches · 4 related')).toBeTruthy();
    const feeds = screen.getAllByRole('feed').map((feed) => within(feed).getAllByRole('article').length);
    expect(feeds).toEqual([3, 4, 1]);
    await expectAccessible();
  });

  it('crosses the lines by keyboard', async () => {
    const { user } = renderApp('/search?q=sea', { [SEARCH]: results(['strong', 'related', 'weak']) });
    await screen.findAllByRole('article');
    const label = () => document.activeElement?.closest('article')?.getAttribute('aria-label');
    await user.keyboard('jj');
    expect(label()).toBe('A drawing of thing 2');
    await user.keyboard('{ArrowDown}');
    expect(label()).toBe('A drawing of thing 3');
    await user.keyboard('kk');
    expect(label()).toBe('A drawing of thing 1');
  });

  it('says when nothing really matches', async () => {
    renderApp('/search?q=motherboard', { [SEARCH]: results(many('weak', 3)) });
    expect(
      await screen.findByRole('heading', { name: 'Nothing here really matches “motherboard”.' }),
    ).toBeTruthy();
    await expectAccessible();
  });

  it('says what to do when there is nothing at all', async () => {
    renderApp('/search?q=sea&tag=ink', { [SEARCH]: results([]) });
    expect(await screen.findByText('Nothing found for “sea” and #ink.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Search for the meaning only' }).getAttribute('href')).toBe(
      '/search?q=sea',
    );
  });

  it('gives the server’s reason when it fails', async () => {
    renderApp('/search?like=zz', {
      [SEARCH]: problem(400, 'bad_like', 'zz is neither an Image nor a token.'),
    });
    expect(await screen.findByText('zz is neither an Image nor a token.')).toBeTruthy();
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('asks the server for every part of the canvas, and takes parts out', async () => {
    const address = `/search?q=sea&like=${idOf(1)}&minus=ships&color=1f8a86&tag=ink&orientation=portrait`;
    const { requests, user, router } = renderApp(address, { [SEARCH]: results(many('strong', 2)) });
    await screen.findAllByRole('article');
    const asked = requests.find(({ pathname }) => pathname === SEARCH);
    asked?.searchParams.delete('limit');
    expect(asked?.searchParams.toString()).toBe(
      `q=sea&like=${idOf(1)}&minus=ships&color=1f8a86&tag=ink&orientation=portrait`,
    );
    await expectAccessible();
    for (const part of ['sea', 'picture', 'teal #1f8a86', 'not ships']) {
      await user.click(screen.getByRole('button', { name: `Remove ${part}` }));
    }
    await user.click(screen.getByRole('button', { name: 'Portrait only' }));
    expect(router.state.location.search).toBe('?tag=ink');
  });

  it('leaves out what is not meant', async () => {
    const { user, router } = renderApp('/search?q=sea', { [SEARCH]: results(['strong']) });
    await user.click(await screen.findByRole('button', { name: 'Not this' }));
    await user.type(screen.getByRole('textbox', { name: 'What it should not be' }), 'ships{Enter}');
    expect(router.state.location.search).toBe('?q=sea&minus=ships');
  });

  it('starts anywhere', async () => {
    renderApp('/search', {});
    expect(await screen.findByText('Start anywhere.')).toBeTruthy();
    expect(await screen.findByRole('link', { name: 'sea' })).toBeTruthy();
    await expectAccessible();
  });
});

describe('the search field', () => {
  it('suggests tags by their beginning and goes to the chosen one', async () => {
    const { user, router } = renderApp('/search', {
      [SEARCH]: results(['strong']),
      '/api/v1/tags': (url: URL) => ({
        items: [
          { name: 'sea', images: 12 },
          { name: 'season', images: 3 },
          { name: 'ink', images: 2 },
        ].filter(({ name }) => name.startsWith(url.searchParams.get('prefix') ?? '')),
        next_cursor: null,
      }),
    });
    const field = await screen.findByRole('combobox');
    await user.type(field, 'sea');
    const options = await screen.findAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual(['sea12', 'season3']);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(field.getAttribute('aria-activedescendant')).toBe(options[1]?.id);
    expect(options[1]?.getAttribute('aria-selected')).toBe('true');
    await expectAccessible();
    await user.keyboard('{Enter}');
    expect(router.state.location.search).toBe('?tag=season');
  });

  it('searches for what was typed, and follows the address', async () => {
    const { user, router } = renderApp('/search', { [SEARCH]: results(['strong']) });
    const field = await screen.findByRole('combobox');
    await user.type(field, 'a stormy sea{Enter}');
    expect(router.state.location.search).toBe('?q=a+stormy+sea');
    await router.navigate('/search?q=calm');
    await waitFor(() => expect(field).toHaveProperty('value', 'calm'));
    await router.navigate('/search');
    await waitFor(() => expect(field).toHaveProperty('value', ''));
  });

  it('remembers what was searched for', async () => {
    const { user } = renderApp('/search', { [SEARCH]: results(['strong']) });
    const field = await screen.findByRole('combobox');
    await user.type(field, 'dancers{Enter}');
    await user.clear(field);
    expect(await screen.findByRole('option', { name: 'dancers' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Forget recent searches' }));
    await user.click(field);
    expect(screen.queryByRole('option', { name: 'dancers' })).toBeNull();
  });
});

describe('a colour', () => {
  it('is picked from the field of colours, by keyboard too', async () => {
    const { user, router } = renderApp('/search?q=sea', { [SEARCH]: results(['strong']) });
    await user.click(await screen.findByRole('button', { name: 'Add a colour' }));
    await user.keyboard('{ArrowRight}{Enter}');
    expect(router.state.location.search).toMatch(/^\?q=sea&color=[0-9a-f]{6}$/);
    await expectAccessible();
    await user.type(screen.getByRole('textbox', { name: 'Colour as hex digits' }), '#FA0{Enter}');
    expect(router.state.location.search).toMatch(/&color=ffaa00$/);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a colour' }));
  });
});

describe('a picture', () => {
  const example = {
    like: 'token-1',
    width: 10,
    height: 10,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    swatches: [],
  };
  const file = new File(['x'], 'cat.png', { type: 'image/png' });

  it('dropped anywhere is looked at and searched for', async () => {
    const { router } = renderApp('/search?q=sea', {
      [SEARCH]: results(['strong']),
      '/api/v1/search/examples': example,
    });
    await screen.findAllByRole('article');
    const dataTransfer = { types: ['Files'], files: [file] };
    fireEvent.dragEnter(window, { dataTransfer });
    expect(screen.getByText('Drop to find pictures like this')).toBeTruthy();
    fireEvent.drop(window, { dataTransfer });
    await waitFor(() => expect(router.state.location.search).toBe('?q=sea&like=token-1'));
    expect(await screen.findByRole('button', { name: 'Remove picture cat.png' })).toBeTruthy();
  });

  it('that cannot be read is said to be so', async () => {
    renderApp('/search', {
      '/api/v1/search/examples': problem(415, 'unsupported', 'This is not a picture.'),
    });
    await screen.findByText('Start anywhere.');
    fireEvent.paste(window, { clipboardData: { files: [file] } });
    expect(await screen.findByText('cat.png: This is not a picture.')).toBeTruthy();
  });
});
