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
    expect(asked?.searchParams.get('fold')).toBe('true');
    for (const name of ['limit', 'fold']) asked?.searchParams.delete(name);
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

  it('says what the words were taken for, and can be told to take them as they are', async () => {
    const { user, router } = renderApp('/search?q=stromy', {
      [SEARCH]: {
        ...results(['strong']),
        corrections: [{ asked: 'stromy', searched: 'stormy' }],
      },
    });
    expect(await screen.findByText('stormy')).toBeTruthy();
    await user.click(screen.getByRole('link', { name: 'Search for it as typed' }));
    expect(router.state.location.search).toBe('?q=stromy&typos=keep');
  });

  it('lets a part count more, take its share of the picture, or be unwanted', async () => {
    const { user, router } = renderApp('/search?q=sea&color=1f8a86', { [SEARCH]: results(['strong']) });
    await user.click(await screen.findByRole('button', { name: 'Adjust teal #1f8a86' }));
    const [counts, takes] = screen.getAllByRole('slider');
    if (!counts || !takes) throw new Error('a colour has two sliders');
    fireEvent.change(counts, { target: { value: '3' } });
    fireEvent.change(takes, { target: { value: '8' } });
    expect(router.state.location.search).toBe('?q=sea&color=1f8a86%3A0.4%5E2');
    await expectAccessible();
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Not this' }));
    expect(router.state.location.search).toBe('?q=sea&minus_color=1f8a86%5E2');
    await user.click(screen.getByRole('button', { name: 'Remove not teal #1f8a86' }));
    expect(router.state.location.search).toBe('?q=sea');
  });

  it('narrows by what is behind the filters, and orders as one likes', async () => {
    const { user, router } = renderApp('/search?q=sea', { [SEARCH]: results(['strong', 'weak']) });
    await user.click(await screen.findByRole('button', { name: 'Filters' }));
    await user.type(screen.getByRole('textbox', { name: 'Artist' }), 'Hokusai');
    await user.type(screen.getByRole('combobox', { name: 'Brought in by' }), 'ada');
    await user.type(screen.getByRole('textbox', { name: 'With none of these tags' }), 'Logo, icon');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Words' }), 'With neither');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(router.state.location.search).toBe(
      '?q=sea&no_tag=logo&no_tag=icon&artist=Hokusai&owner=%40ada&has_words=false',
    );
    expect(screen.getByRole('button', { name: /^Filters ?4$/ })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Order: Best first' }));
    await user.click(screen.getByRole('button', { name: 'Newest first' }));
    expect(router.state.location.search).toMatch(/&sort=newest$/);
    expect(screen.queryByRole('heading', { level: 2 })).toBeNull();
  });

  it('searches by a part of a picture that is chosen by keyboard', async () => {
    const { user, router } = renderApp(`/search?like=${idOf(1)}`, { [SEARCH]: results(['strong']) });
    await user.click(await screen.findByRole('button', { name: 'Adjust picture' }));
    await user.click(screen.getByRole('button', { name: 'Only a part of it' }));
    await screen.findByRole('dialog', { name: 'Which part of it?' });
    await expectAccessible();
    await user.keyboard('{ArrowRight}{Shift>}{ArrowUp}{/Shift}');
    await user.click(screen.getByRole('button', { name: 'Search by this part' }));
    expect(decodeURIComponent(router.state.location.search)).toBe(`?like=${idOf(1)}@0.27,0.25,0.5,0.48`);
  });

  it('says why a result is there, and takes it for a hint', async () => {
    const signals = [
      { kind: 'words', what: 'sea', value: 1, z: 3, weight: 1, contribution: 4, match: 'strong' },
    ];
    const { user, router } = renderApp('/search?q=sea', {
      [SEARCH]: results(['strong', 'related']),
      [`/api/v1/images/${idOf(1)}/match`]: { score: 4, match: 'strong', passes_filters: true, signals },
    });
    await screen.findAllByRole('article');
    await user.keyboard('j');
    await user.click(screen.getByRole('button', { name: 'Why it matched, and more' }));
    expect(await screen.findByText('A strong match.')).toBeTruthy();
    expect(screen.getByText('strongly')).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Not like this' }));
    expect(router.state.location.search).toBe(`?q=sea&minus_like=${idOf(1)}`);
  });

  it('starts anywhere', async () => {
    renderApp('/search', {});
    expect(await screen.findByText('Start anywhere.')).toBeTruthy();
    expect(await screen.findByRole('link', { name: 'sea' })).toBeTruthy();
    await expectAccessible();
  });
});

describe('the search field', () => {
  it('suggests what the words may become, and goes to the chosen one', async () => {
    const { user, router } = renderApp('/search', {
      [SEARCH]: results(['strong']),
      '/api/v1/suggestions': {
        items: [
          { kind: 'tag', text: 'sea', images: 12, id: null },
          { kind: 'tag', text: 'season', images: 3, id: null },
          { kind: 'artist', text: 'Seaton', images: 2, id: null },
          { kind: 'title', text: 'Seals at rest', images: null, id: idOf(1) },
        ],
      },
    });
    const field = await screen.findByRole('combobox');
    await user.type(field, 'sea');
    const options = await screen.findAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([
      'sea, tag12',
      'season, tag3',
      'Seaton, artist2',
      'Seals at rest, picture',
    ]);
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
    expect(await screen.findByRole('option', { name: /^dancers/ })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Forget recent searches' }));
    await user.click(field);
    expect(screen.queryByRole('option', { name: /^dancers/ })).toBeNull();
  });
});

describe('a colour', () => {
  it('is picked from the field of colours, by keyboard too', async () => {
    const { user, router } = renderApp('/search?q=sea', { [SEARCH]: results(['strong']) });
    await user.click(await screen.findByRole('button', { name: 'Add a colour' }));
    await screen.findByRole('group', { name: 'Colours' });
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
