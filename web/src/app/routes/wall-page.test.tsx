import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { card, cards, library } from '@/testing/fixtures';
import { expectAccessible, problem, renderApp } from '@/testing/render-app';
import { FakeEventSource } from '@/testing/setup';

const page = (items: unknown[], next_cursor: string | null = null) => ({ items, next_cursor });
const IMAGES = '/api/v1/images';

describe('the wall', () => {
  it('shows the pictures as a feed of labelled articles', async () => {
    renderApp('/', { [IMAGES]: page(cards(6)) });
    const feed = await screen.findByRole('feed', { name: 'Pictures' });
    const articles = await within(feed).findAllByRole('article');
    expect(articles[0]).toHaveProperty('ariaPosInSet', '1');
    expect(articles[0]?.getAttribute('aria-setsize')).toBe('-1');
    expect(articles[0]?.getAttribute('aria-label')).toBe('A drawing of thing 1');
    expect(within(feed).getByRole('link', { name: 'A drawing of thing 1' })).toBeTruthy();
    await expectAccessible();
  });

  it('asks for the visitor’s own shuffle, the same every time', async () => {
    localStorage.setItem('palette.seed', '42');
    const first = renderApp('/', { [IMAGES]: page(cards(3)) });
    await screen.findAllByRole('article');
    const asked = first.requests.find(({ pathname }) => pathname === IMAGES);
    expect(asked?.searchParams.get('order')).toBe('shuffle');
    expect(Number(asked?.searchParams.get('seed'))).toBeGreaterThanOrEqual(0);
  });

  it('keeps most of a long wall out of the document', async () => {
    renderApp('/', { [IMAGES]: page(cards(2000)) });
    await screen.findAllByRole('article');
    expect(screen.getAllByRole('article').length).toBeLessThanOrEqual(200);
    expect(parseInt(screen.getByRole('feed').style.height, 10)).toBeGreaterThan(50_000);
  });

  it('welcomes a newcomer once', async () => {
    const { user } = renderApp('/', { [IMAGES]: page(cards(3)) });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Find the picture you have in mind.');
    await user.click(screen.getByRole('button', { name: 'Hide the introduction' }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('The wall');
    expect(localStorage.getItem('palette.met')).toBe('true');
  });

  it('is narrowed by shape and tag in its address', async () => {
    const { user, router, requests } = renderApp('/', { [IMAGES]: page(cards(3)) });
    await user.click(screen.getByRole('button', { name: 'Portrait' }));
    await user.click(await screen.findByRole('button', { name: 'sea' }));
    expect(router.state.location.search).toBe('?orientation=portrait&tag=sea');
    await waitFor(() => {
      const asked = requests.findLast(({ pathname }) => pathname === IMAGES);
      expect(asked?.searchParams.get('orientation')).toBe('portrait');
      expect(asked?.searchParams.getAll('tag')).toEqual(['sea']);
    });
    expect(screen.getByRole('button', { name: 'sea' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('says when nothing has all of the filters', async () => {
    renderApp('/?tag=nowhere', { [IMAGES]: page([]) });
    expect(await screen.findByText('No picture is like that.')).toBeTruthy();
  });

  it('moves by keyboard: j and k in order, arrows by position', async () => {
    const { user } = renderApp('/', { [IMAGES]: page(cards(30)) });
    await screen.findAllByRole('article');
    const focused = () => document.activeElement?.closest('[data-tile]')?.getAttribute('data-tile');
    await user.keyboard('j');
    expect(focused()).toBe('0');
    await user.keyboard('jj');
    expect(focused()).toBe('2');
    await user.keyboard('k');
    expect(focused()).toBe('1');
    await user.keyboard('{ArrowRight}');
    expect(focused()).toBe('2');
    await user.keyboard('{ArrowDown}');
    const below = focused();
    await user.keyboard('{ArrowUp}');
    expect([Number(below) > 2, focused()]).toEqual([true, '2']);
  });

  it('does not take keys from the search field', async () => {
    const { user } = renderApp('/', { [IMAGES]: page(cards(3)) });
    await screen.findAllByRole('article');
    await user.keyboard('/');
    expect(document.activeElement).toBe(screen.getByRole('combobox'));
    await user.keyboard('jk?');
    expect(screen.getByRole('combobox')).toHaveProperty('value', 'jk?');
  });

  it('says what failed in the server’s words, and tries again', async () => {
    let fails = true;
    const { user } = renderApp('/', {
      [IMAGES]: () => (fails ? problem(503, 'busy', 'The library is being opened.') : page(cards(3))),
    });
    expect(await screen.findByText('The library is being opened.')).toBeTruthy();
    await expectAccessible();
    fails = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByRole('article')).toHaveLength(3);
  });

  it('says that a picture is broken, in its place', async () => {
    renderApp('/', { [IMAGES]: page([card(1)]) });
    const article = await screen.findByRole('article');
    within(article).getByRole('img').dispatchEvent(new Event('error'));
    await waitFor(() => expect(within(article).queryByRole('img')).toBeNull());
    expect(within(article).getByRole('link').textContent).toBe('A drawing of thing 1');
  });

  it('ends', async () => {
    renderApp('/', { [IMAGES]: page(cards(3)) });
    expect(await screen.findByText('That is every picture there is.')).toBeTruthy();
  });
});

describe('an empty library', () => {
  it('says how to fill it, and fills by itself', async () => {
    let items: unknown[] = [];
    renderApp('/', {
      [IMAGES]: () => page(items),
      '/api/v1/library': library({ images: 0, ready: 0 }),
    });
    expect(await screen.findByText('palette import ~/Pictures')).toBeTruthy();
    await expectAccessible();
    items = cards(2);
    FakeEventSource.last?.send('library', library({ images: 5, ready: 2, pending: 3 }));
    expect(await screen.findAllByRole('article', {}, { timeout: 4000 })).toHaveLength(2);
  });
});

describe('while pictures arrive', () => {
  it('says how far it is and offers the new ones', async () => {
    const { user, router } = renderApp('/', { [IMAGES]: page(cards(60), 'more') });
    await screen.findAllByRole('article');
    await waitFor(() => expect(FakeEventSource.last).not.toBeNull());
    FakeEventSource.last?.send('library', library({ images: 2600, ready: 1204, pending: 1396 }));
    expect(await screen.findByText('Understanding 1,204 of 2,600 pictures…')).toBeTruthy();
    const offer = await screen.findByRole('button', { name: /new pictures — show/ });
    await user.click(offer);
    await waitFor(() => expect(router.state.location.search).toBe('?order=newest'));
    expect(screen.queryByRole('button', { name: /new pictures — show/ })).toBeNull();
  });
});
