import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '@/api/session';
import { card, cards, instance, me } from '@/testing/fixtures';
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
import './feed-page';
import './welcome-page';

const reasons = [
  { kind: 'interest', title: 'Landscape' },
  { kind: 'liked', title: 'Surf', image_id: '0000000000009' },
  { kind: 'explore', title: '' },
];
const FEED: Answers = {
  ...SIGNED_IN,
  '/api/v1/feed': {
    items: reasons.map((reason, i) => ({ ...card(i + 1), reason })),
    next_cursor: null,
  },
  '/api/v1/images': { items: cards(2, 50), next_cursor: null },
};

const Never = globalThis.IntersectionObserver;
/** For which everything is near. */
class AtOnce extends Never {
  readonly #tell: () => void;
  constructor(callback: IntersectionObserverCallback) {
    super(callback);
    this.#tell = () => callback([{ isIntersecting: true } as IntersectionObserverEntry], this);
  }
  override observe() {
    this.#tell();
  }
}

beforeEach(() => session.know(null));

describe('the wall at /', () => {
  it('is the library for a guest', async () => {
    const { requests } = renderApp('/', { '/api/v1/images': { items: cards(2), next_cursor: null } });
    await screen.findByRole('feed', { name: 'Pictures' });
    expect(requests.some(({ pathname }) => pathname === '/api/v1/feed')).toBe(false);
    expect(screen.queryByRole('button', { name: 'For you' })).toBeNull();
  });

  it('is a person’s own feed, which says why each picture is there', async () => {
    const { user } = renderApp('/', FEED);
    const feed = await screen.findByRole('feed', { name: 'Your feed' });
    expect(within(feed).getByText('For your interest in Landscape')).toBeTruthy();
    expect(within(feed).getByText('Like “Surf”, which you kept')).toBeTruthy();
    await user.keyboard('j');
    await user.click(
      screen.getAllByRole('button', { name: /^Why A drawing of thing 1 is here/ })[0] as HTMLElement,
    );
    expect(await screen.findByText('For your interest in Landscape.')).toBeTruthy();
    await expectAccessible();
  });

  it('takes "less like this", in place, and takes it back', async () => {
    const sent: unknown[] = [];
    const { user } = renderApp('/', {
      ...FEED,
      'POST /api/v1/feed/feedback': async (_url: URL, request: Request) => {
        sent.push(await request.json());
        return noContent();
      },
    });
    await screen.findByRole('feed', { name: 'Your feed' });
    await user.keyboard('j-');
    const undo = await screen.findByRole('button', { name: 'Undo' });
    expect(screen.getAllByRole('article')).toHaveLength(3);
    await user.click(undo);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull());
    await waitFor(() =>
      expect(sent).toEqual([
        { image_id: '0000000000001', action: 'less' },
        { image_id: '0000000000001', action: 'undo_less' },
      ]),
    );
  });

  it('hears from another tab of what shall be less, and of what is known', async () => {
    let mode = 'personal';
    renderApp('/', {
      ...FEED,
      '/api/v1/me': () =>
        me({
          preferences: { theme: 'system', upload_visibility: 'public', feed: mode as 'personal' | 'newest' },
        }),
    });
    await screen.findByRole('feed', { name: 'Your feed' });
    await waitFor(() => expect(FakeEventSource.last).not.toBeNull());
    const tell = (data: unknown) => act(() => FakeEventSource.last?.send('feed', data));
    tell({ what: 'less', image_id: card(2).id });
    expect(await screen.findByText(/^Less like this from the next pictures on/)).toBeTruthy();
    tell({ what: 'undo_less', image_id: card(2).id });
    await waitFor(() => expect(screen.queryByText(/^Less like this/)).toBeNull());
    mode = 'newest';
    tell({ what: 'set', image_id: null });
    expect(await screen.findByText(/^Your feed is off: everything, newest first/)).toBeTruthy();
    expect(screen.getAllByRole('article'), 'the wall does not move').toHaveLength(3);
  });

  it('begins anew where another tab has made it another kind of feed', async () => {
    vi.stubGlobal('IntersectionObserver', AtOnce);
    let kind = 'personal';
    const asked: (string | null)[] = [];
    renderApp('/', {
      ...FEED,
      '/api/v1/feed': (url: URL) => {
        const cursor = url.searchParams.get('cursor');
        asked.push(cursor);
        if (cursor !== null && cursor !== kind) return problem(400, 'cursor_invalid');
        const from = cursor === null ? 1 : 7;
        const items = cards(3, kind === 'personal' ? from : from + 20);
        const page = { items: items.map((item) => ({ ...item, reason: reasons[2] })), next_cursor: kind };
        kind = 'newest';
        return cursor === null ? page : { ...page, next_cursor: null };
      },
    });
    await screen.findByRole('article', { name: 'A drawing of thing 21' });
    expect(asked.slice(0, 3)).toEqual([null, 'personal', null]);
    expect(screen.queryByRole('article', { name: 'A drawing of thing 1' })).toBeNull();
    vi.stubGlobal('IntersectionObserver', Never);
  });

  it('does not pretend that the server was told when it was not', async () => {
    const { user } = renderApp('/', { ...FEED, '/api/v1/feed/feedback': () => problem(503, 'busy') });
    await screen.findByRole('feed', { name: 'Your feed' });
    await user.keyboard('j-');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull());
  });

  it('is left for the library by a filter, and come back to', async () => {
    const { user, router } = renderApp('/', FEED);
    await screen.findByRole('feed', { name: 'Your feed' });
    await user.click(screen.getByRole('button', { name: 'Square' }));
    expect(router.state.location.search).toBe('?orientation=square');
    await screen.findByRole('feed', { name: 'Pictures' });
    await user.click(screen.getByRole('button', { name: 'Square' }));
    await screen.findByRole('feed', { name: 'Your feed' });
    await user.click(screen.getByRole('button', { name: 'Shuffle' }));
    expect(router.state.location.search).toBe('?order=shuffle');
    await user.click(await screen.findByRole('button', { name: 'For you' }));
    await screen.findByRole('feed', { name: 'Your feed' });
  });

  it('says when it is off, and when it knows nothing yet', async () => {
    renderApp('/', {
      ...FEED,
      '/api/v1/me': me({ onboarded: false }),
    });
    expect(await screen.findByRole('link', { name: 'Tell it what you love to look at' })).toBeTruthy();
    await expectAccessible();
  });
});

describe('the interests', () => {
  const titles = ['Landscape', 'Anime', 'Cooking', 'Fashion', 'Abstract', 'Portraiture'];
  const INTERESTS = {
    items: titles.map((title, i) => ({
      id: title.toLowerCase(),
      title,
      image: i === 5 ? null : card(i + 1),
    })),
  };

  it('are chosen from pictures and own words, five at least', async () => {
    const sent: unknown[] = [];
    const { user, router } = renderApp('/welcome?return=/search', {
      ...FEED,
      '/api/v1/interests': INTERESTS,
      'PUT /api/v1/me/interests': async (_url: URL, request: Request) => {
        sent.push(await request.json());
        return noContent();
      },
    });
    for (const title of titles.slice(0, 4))
      await user.click(await screen.findByRole('button', { name: title }));
    const go = screen.getByRole('button', { name: 'Show my wall' });
    expect(go).toHaveProperty('disabled', true);
    expect(screen.getByText('4 chosen, 1 to go')).toBeTruthy();
    await user.type(screen.getByLabelText('Something else?'), 'quiet harbours{Enter}');
    await expectAccessible();
    await user.click(go);
    await waitFor(() => expect(router.state.location.pathname).toBe('/search'));
    expect(sent).toEqual([
      {
        interests: [
          ...titles.slice(0, 4).map((title) => ({ id: title.toLowerCase() })),
          { text: 'quiet harbours' },
        ],
      },
    ]);
  });

  it('can be skipped', async () => {
    const sent: unknown[] = [];
    const { user, router } = renderApp('/welcome', {
      ...FEED,
      '/api/v1/interests': INTERESTS,
      'PUT /api/v1/me/interests': async (_url: URL, request: Request) => {
        sent.push(await request.json());
        return noContent();
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Skip' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(sent).toEqual([{ interests: [], skip: true }]);
  });

  it('are for those who are logged in', async () => {
    const { router } = renderApp('/welcome', {
      '/api/v1/instance': instance(),
      '/api/v1/interests': INTERESTS,
    });
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
  });
});
