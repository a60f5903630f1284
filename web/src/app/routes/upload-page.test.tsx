import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Image } from '@/api/client';
import { session } from '@/api/session';
import { uploads } from '@/features/upload/model/uploads';
import { card, idOf, image, instance, palette } from '@/testing/fixtures';
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
import './profile-page';
import './upload-page';
import './uploads-page';

/** What the server makes of a request that only XMLHttpRequest can send, under the test's control. */
class FakeRequest {
  static all: FakeRequest[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  status = 0;
  responseText = '';
  method = '';
  path = '';
  body: FormData | string | null = null;
  open(method: string, path: string) {
    this.method = method;
    this.path = path;
  }
  setRequestHeader() {}
  getResponseHeader() {
    return null;
  }
  abort() {
    this.onabort?.();
  }
  send(body: FormData | string | null) {
    this.body = body;
    FakeRequest.all.push(this);
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
    this.onloadend?.();
  }
}

const accepted = (more: Partial<Image> = {}) => image(1, { title: '', state: 'accepted', tags: [], ...more });
const png = (name: string) => new File(['picture'], name, { type: 'image/png' });
const sent = async (count: number) => {
  await waitFor(() => expect(FakeRequest.all.length).toBeGreaterThanOrEqual(count));
  return FakeRequest.all[count - 1] as FakeRequest;
};

beforeEach(() => {
  session.know(null);
  FakeRequest.all = [];
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  URL.createObjectURL = () => 'blob:picture';
  URL.revokeObjectURL = () => {};
});

afterEach(() => {
  for (const { key } of uploads.uploads()) uploads.remove(key);
});

async function openPage(answers: Answers = {}) {
  const app = renderApp('/upload', { ...SIGNED_IN, ...answers });
  const input = await screen.findByLabelText('Choose pictures', { selector: 'input' });
  const choose = (...files: File[]) => app.user.upload(input, files);
  return { ...app, choose };
}

describe('bringing pictures in', () => {
  it('shows how far each one is, then what Palette saw in it', async () => {
    let now = accepted();
    const { choose } = await openPage({ [`/api/v1/images/${idOf(1)}`]: () => now });
    await choose(png('surf.png'), png('dunes.png'));
    const first = await sent(1);
    first.upload.onprogress?.({ loaded: 3 });
    expect(await screen.findByRole('progressbar', { name: 'Uploading surf.png' })).toBeTruthy();
    await waitFor(() =>
      expect(
        screen.getByRole('progressbar', { name: 'Uploading surf.png' }).getAttribute('aria-valuenow'),
      ).toBe('43'),
    );
    await expectAccessible();
    first.answer(201, accepted());
    const row = await screen.findByRole('listitem', { name: 'surf.png' });
    expect(await within(row).findByText('In the library. Palette is looking at it…')).toBeTruthy();
    now = image(1);
    FakeEventSource.last?.send('image.ready', { id: idOf(1) });
    expect(await within(row).findByText('bird')).toBeTruthy();
    expect(within(row).getByText('In the library')).toBeTruthy();
    expect(
      screen.getByText('1 picture on the way, 1 in the library.', { selector: '[role=status]' }),
    ).toBeTruthy();
  });

  it('sends what was written before, and writes what comes after to the Image', async () => {
    const patches: unknown[] = [];
    const { user, choose } = await openPage({
      [`PATCH /api/v1/images/${idOf(1)}`]: async (_url: URL, request: Request) => {
        patches.push(await request.json());
        return image(1, { title: 'Surf at dusk' });
      },
    });
    await user.click(screen.getByRole('checkbox', { name: 'Write titles and tags before anything is sent' }));
    await choose(png('surf.png'));
    const row = await screen.findByRole('listitem', { name: 'surf.png' });
    await user.type(within(row).getByLabelText('Title'), 'Surf');
    await user.type(within(row).getByLabelText('Tags of surf.png'), 'Sea, dusk{Enter}');
    await user.click(within(row).getByRole('radio', { name: 'Only me' }));
    expect(FakeRequest.all).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Upload 1 picture' }));
    const form = (await sent(1)).body as FormData;
    expect([form.get('title'), form.get('tags'), form.get('visibility')]).toEqual([
      'Surf',
      'sea,dusk',
      'private',
    ]);
    FakeRequest.all[0]?.answer(201, image(1, { title: 'Surf' }));
    await within(row).findByText('In the library');
    await user.type(within(row).getByLabelText('Title'), ' at dusk');
    await user.tab();
    await waitFor(() => expect(patches).toEqual([{ title: 'Surf at dusk' }]));
    await user.click(within(row).getByRole('button', { name: 'Remove bird' }));
    await waitFor(() => expect(patches[1]).toEqual({ tags: ['ink'] }));
  });

  it('says why one was refused, and tries again', async () => {
    const { user, choose } = await openPage();
    await choose(png('surf.png'));
    (await sent(1)).answer(415, {
      type: '',
      title: '',
      status: 415,
      code: 'not_a_picture',
      detail: 'No picture.',
    });
    expect(await screen.findByText('No picture.')).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Try surf.png again' }));
    await sent(2);
    expect(screen.queryByText('No picture.')).toBeNull();
  });

  it('cancels', async () => {
    const { user, choose } = await openPage();
    await choose(png('surf.png'));
    await sent(1);
    await user.click(screen.getByRole('button', { name: 'Cancel surf.png' }));
    expect(await screen.findByText('Cancelled')).toBeTruthy();
  });

  it('says that bytes are here already', async () => {
    const { choose } = await openPage();
    await choose(png('surf.png'));
    (await sent(1)).answer(200, image(1));
    const row = await screen.findByRole('listitem', { name: 'surf.png' });
    const link = await within(row).findByRole('link', { name: 'Show it' });
    expect(link.getAttribute('href')).toBe(`/image/${idOf(1)}`);
    expect(within(row).queryByLabelText('Title')).toBeNull();
  });

  it('tags all at once', async () => {
    const { user, choose } = await openPage();
    await choose(png('a.png'), png('b.png'), png('c.png'));
    await user.type(screen.getByLabelText('Tags for all of them'), 'study{Enter}');
    for (const name of ['a.png', 'b.png', 'c.png']) {
      const row = screen.getByRole('listitem', { name });
      expect(within(row).getByText('study')).toBeTruthy();
    }
  });

  it('fetches an address, and says when it is none', async () => {
    const { user } = await openPage();
    const address = await screen.findByLabelText('Address of a picture on the web');
    await user.type(address, 'surf.png{Enter}');
    expect(await screen.findByText('An address begins with http:// or https://.')).toBeTruthy();
    await user.clear(address);
    await user.type(address, 'https://example.org/surf.png{Enter}');
    const request = await sent(1);
    expect(request.path).toBe('/api/v1/images/from-url');
    expect(JSON.parse(String(request.body))).toMatchObject({
      url: 'https://example.org/surf.png',
      visibility: 'public',
    });
  });

  it('deletes with undo', async () => {
    const acts: string[] = [];
    const { user, choose } = await openPage({
      [`DELETE /api/v1/images/${idOf(1)}`]: () => {
        acts.push('delete');
        return noContent();
      },
      [`POST /api/v1/images/${idOf(1)}/restore`]: () => {
        acts.push('restore');
        return image(1);
      },
    });
    await choose(png('surf.png'));
    (await sent(1)).answer(201, image(1));
    await user.click(await screen.findByRole('button', { name: 'Delete surf.png' }));
    await user.click(await screen.findByText('Undo'));
    await waitFor(() => expect(acts).toEqual(['delete', 'restore']));
    expect(screen.queryByRole('listitem', { name: 'surf.png' })).toBeNull();
  });

  it('goes on while one looks around, and warns before the page is left', async () => {
    const { router, choose } = await openPage({ '/api/v1/feed': { items: [], next_cursor: null } });
    await choose(png('surf.png'));
    await sent(1);
    await router.navigate('/search');
    expect(await screen.findByRole('link', { name: /^Uploading 1 picture, 0 %/ })).toBeTruthy();
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
  });

  it('is for people, and for anyone while nobody has an account', async () => {
    const { router } = renderApp('/upload', {});
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    renderApp('/upload', { '/api/v1/instance': instance({ claimed: false }) });
    expect(await screen.findByRole('heading', { name: 'Bring pictures in.' })).toBeTruthy();
  });
});

describe('files dropped anywhere', () => {
  const drop = (clientX: number) => {
    const dataTransfer = { types: ['Files'], files: [png('surf.png')], items: [] };
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer, clientX });
      fireEvent(window, event);
      if (type === 'dragover' && clientX > 0)
        expect(screen.getByText('Drop to add to the library')).toBeTruthy();
    }
  };

  it('are kept on one side, searched for on the other', async () => {
    const { router } = renderApp('/search', {
      ...SIGNED_IN,
      '/api/v1/search/examples': () => problem(503, 'busy', 'Too busy to look.'),
    });
    await screen.findByRole('button', { name: 'Account of ada' });
    drop(0);
    expect(await screen.findByText(/Too busy to look/)).toBeTruthy();
    drop(window.innerWidth);
    await waitFor(() => expect(router.state.location.pathname).toBe('/upload'));
    expect(await screen.findByRole('listitem', { name: 'surf.png' })).toBeTruthy();
  });

  it('are only searched for by guests', async () => {
    renderApp('/search', { '/api/v1/search/examples': () => problem(503, 'busy', 'Too busy to look.') });
    await screen.findByRole('link', { name: 'Log in' });
    drop(0);
    expect(await screen.findByText(/Too busy to look/)).toBeTruthy();
  });
});

describe('one’s own uploads', () => {
  const own = (number: number, more: object = {}) => ({
    ...card(number),
    state: 'ready',
    visibility: 'public',
    failure: null,
    ...more,
  });

  it('are a wall; what is worked on and what failed is said above it', async () => {
    renderApp('/uploads', {
      ...SIGNED_IN,
      '/api/v1/me/images': {
        items: [
          own(1, { visibility: 'private' }),
          own(2),
          own(3, { state: 'accepted' }),
          own(4, { state: 'failed', failure: 'The file is damaged.' }),
        ],
        next_cursor: null,
      },
    });
    const feed = await screen.findByRole('feed', { name: 'Your uploads' });
    expect(within(feed).getAllByRole('article')).toHaveLength(2);
    expect(within(feed).getAllByRole('img', { name: 'Only you see it' })).toHaveLength(1);
    expect(screen.getByText('Palette is working on 1 picture…')).toBeTruthy();
    expect(screen.getByText('The file is damaged.')).toBeTruthy();
    await expectAccessible();
  });

  it('come back from the bin', async () => {
    let items = [
      { ...card(1), deleted_at: '2026-01-01T00:00:00Z', purge_at: new Date(Date.now() + 9e8).toISOString() },
    ];
    const { user } = renderApp('/uploads?view=trash', {
      ...SIGNED_IN,
      '/api/v1/me/trash': () => ({ items, next_cursor: null }),
      [`POST /api/v1/images/${idOf(1)}/restore`]: () => {
        items = [];
        return image(1);
      },
    });
    expect(await screen.findByText('Gone for good in 10 days')).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Restore Picture 1' }));
    expect(await screen.findByText('The bin is empty.')).toBeTruthy();
  });
});

describe('a person’s page', () => {
  it('shows who they are and what of theirs one may see', async () => {
    const palettes = [
      palette(1, { title: 'Only mine' }),
      ...Array.from({ length: 9 }, (_, i) => palette(i + 1, { visibility: 'public', role: 'none' })),
    ];
    const { user } = renderApp('/@jun', {
      '/api/v1/people/@jun': { id: 'p2', name: 'jun', display_name: 'Jun Okabe', images: 2, palettes: 9 },
      '/api/v1/people/@jun/images': { items: [card(1), card(2)], next_cursor: null },
      '/api/v1/palettes': (url: URL) => ({
        items: url.searchParams.get('owner') === '@jun' ? palettes : [],
        next_cursor: null,
      }),
    });
    expect(await screen.findByRole('heading', { level: 1, name: 'Jun Okabe' })).toBeTruthy();
    expect(screen.getByText('@jun · 2 pictures · 9 Palettes')).toBeTruthy();
    expect(await screen.findAllByRole('heading', { level: 3 })).toHaveLength(8);
    expect(screen.queryByText('Only mine')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show all 9' }));
    expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(9);
    expect(screen.getByRole('link', { name: /^Palette 9/ }).getAttribute('href')).toBe(
      `/palette/${idOf(509)}`,
    );
    expect(await screen.findByRole('feed', { name: 'Pictures of jun' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Edit profile' })).toBeNull();
    await expectAccessible();
  });

  it('says when there is nobody of that name', async () => {
    renderApp('/@nobody', {});
    expect(await screen.findByRole('heading', { name: 'Nobody goes by that name.' })).toBeTruthy();
  });
});
