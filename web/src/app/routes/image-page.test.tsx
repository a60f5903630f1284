import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { cards, idOf, image, results } from '@/testing/fixtures';
import { expectAccessible, noContent, problem, renderApp, SIGNED_IN } from '@/testing/render-app';
import { FakeEventSource } from '@/testing/setup';

const ID = idOf(1);
const IMAGE = `/api/v1/images/${ID}`;
const SIMILAR = `${IMAGE}/similar`;

describe('a picture’s page', () => {
  it('says all that is known', async () => {
    renderApp(`/image/${ID}`, { [IMAGE]: image(1), [SIMILAR]: results(['related', 'related']) });
    const heading = await screen.findByRole('heading', { level: 1, name: 'Picture 1' });
    const about = heading.closest('article');
    if (!about) throw new Error('the picture has no article');
    for (const text of ['Ada Brandt', 'Ink on paper.', 'CC0 1.0', '637 × 461', 'JPEG, 123 kB', 'thing.jpg']) {
      expect(within(about).getByText(text)).toBeTruthy();
    }
    expect(screen.getByRole('link', { name: 'Museum of Things' }).getAttribute('href')).toBe(
      'https://example.org/thing',
    );
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('href')).toBe(`${IMAGE}/original`);
    const feed = await screen.findByRole('feed', { name: 'More like this' });
    expect(await within(feed).findAllByRole('article')).toHaveLength(2);
    await waitFor(() => expect(document.title).toBe('Picture 1 · Palette'));
    await expectAccessible();
  });

  it('tells what a person said from what Palette saw', async () => {
    renderApp(`/image/${ID}`, { [IMAGE]: image(1), [SIMILAR]: results([]) });
    expect(await screen.findByRole('link', { name: 'ink, given by a person' })).toBeTruthy();
    const seen = screen.getByRole('link', { name: 'bird, seen by Palette, 87 % sure' });
    expect(seen.getAttribute('href')).toBe('/search?tag=bird');
  });

  it('copies a colour, and searches for it with shift', async () => {
    const { user, router } = renderApp(`/image/${ID}`, { [IMAGE]: image(1), [SIMILAR]: results([]) });
    const swatch = await screen.findByRole('button', { name: 'Copy #406080, blue, 70 %' });
    await user.click(swatch);
    expect(await navigator.clipboard.readText()).toBe('#406080');
    await user.keyboard('{Shift>}');
    await user.click(swatch);
    await user.keyboard('{/Shift}');
    await waitFor(() => expect(router.state.location.search).toBe('?color=406080'));
  });

  it('does not make a link of what is no web address', async () => {
    renderApp(`/image/${ID}`, {
      [IMAGE]: image(1, { source_url: 'javascript:alert(1)', credit: 'Someone' }),
      [SIMILAR]: results([]),
    });
    expect(await screen.findByText('Someone')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Someone' })).toBeNull();
  });

  it('goes to the neighbours of the wall it was opened from, and back to its tile', async () => {
    const { user, router } = renderApp('/', {
      '/api/v1/images': { items: cards(3), next_cursor: null },
      [IMAGE]: image(1),
      [`/api/v1/images/${idOf(2)}`]: image(2),
      [`/api/v1/images/${idOf(3)}`]: image(3),
      [SIMILAR]: results([]),
      [`/api/v1/images/${idOf(2)}/similar`]: results([]),
      [`/api/v1/images/${idOf(3)}/similar`]: results([]),
    });
    await screen.findAllByRole('article');
    await user.keyboard('jj{Enter}');
    expect(await screen.findByRole('heading', { name: 'Picture 2' })).toBeTruthy();
    await user.keyboard('{ArrowRight}');
    expect(await screen.findByRole('heading', { name: 'Picture 3' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Next picture' })).toBeNull();
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(await screen.findByRole('heading', { name: 'Picture 1' })).toBeTruthy();
    await router.navigate(-1);
    await waitFor(() => expect(document.activeElement?.getAttribute('href')).toBe(`/image/${idOf(2)}`));
  });

  it('shows what is there while Palette still looks, and the rest when it is ready', async () => {
    let state: 'derived' | 'ready' = 'derived';
    renderApp(`/image/${ID}`, { [IMAGE]: () => image(1, { state }), [SIMILAR]: results(['related']) });
    expect(await screen.findByText('Palette is still looking at this picture…')).toBeTruthy();
    await expectAccessible();
    state = 'ready';
    await waitFor(() => expect(FakeEventSource.last).not.toBeNull());
    FakeEventSource.last?.send('image.ready', { id: ID });
    await waitFor(() => expect(screen.queryByText('Palette is still looking at this picture…')).toBeNull());
    expect(within(await screen.findByRole('feed')).getAllByRole('article')).toHaveLength(1);
  });

  it('says why a picture failed', async () => {
    renderApp(`/image/${ID}`, { [IMAGE]: image(1, { state: 'failed', failure: 'the file is cut off' }) });
    expect(
      await screen.findByText('Palette could not work on this picture: the file is cut off'),
    ).toBeTruthy();
  });

  it('says when there is no such picture', async () => {
    renderApp(`/image/${ID}`, { [IMAGE]: problem(404, 'not_found') });
    expect(await screen.findByRole('heading', { name: 'This picture is not here.' })).toBeTruthy();
    await expectAccessible();
  });

  it('enlarges and returns', async () => {
    const { user } = renderApp(`/image/${ID}`, { [IMAGE]: image(1), [SIMILAR]: results([]) });
    await screen.findByRole('heading', { name: 'Picture 1' });
    await user.keyboard('z');
    const dialog = await screen.findByRole('dialog', { name: 'A drawing of thing 1' });
    const sources = [...dialog.querySelectorAll('img')].map((img) => img.getAttribute('src'));
    expect(sources).toContain(`${IMAGE}/original`);
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('never loads an SVG itself', async () => {
    const { user } = renderApp(`/image/${ID}`, {
      [IMAGE]: image(1, { media_type: 'image/svg+xml' }),
      [SIMILAR]: results([]),
    });
    await screen.findByText('SVG, 123 kB');
    await user.keyboard('z');
    await screen.findByRole('dialog');
    expect(document.querySelector('img[src$="/original"]')).toBeNull();
  });
});

describe('what is said of a picture', () => {
  /** A server that takes every change and answers with the picture as it then is. */
  function editable() {
    let shown = image(1, { can_edit: true });
    const bodies: Record<string, unknown>[] = [];
    const answers = {
      ...SIGNED_IN,
      [IMAGE]: () => shown,
      [SIMILAR]: results([]),
      [`PATCH ${IMAGE}`]: async (_: URL, request: Request | null) => {
        const { tags, ...words } = (await request?.json()) ?? {};
        bodies.push({ ...words, ...(tags && { tags }) });
        const kept = (tags as string[] | undefined)?.map(
          (name) =>
            shown.tags.find((tag) => tag.name === name) ?? {
              name,
              source: 'person' as const,
              confidence: null,
            },
        );
        shown = { ...shown, ...words, ...(kept && { tags: kept }) };
        return shown;
      },
    };
    return { answers, bodies };
  }

  it('is corrected where it stands', async () => {
    const { answers, bodies } = editable();
    const { user } = renderApp(`/image/${ID}`, answers);
    await user.click(await screen.findByRole('button', { name: 'Edit the title' }));
    await user.keyboard('A thing{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'A thing' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Edit the description' }));
    await user.keyboard('Two{Enter}lines{Control>}{Enter}{/Control}');
    await waitFor(() => expect(bodies).toEqual([{ title: 'A thing' }, { description: 'Two\nlines' }]));
  });

  it('goes back to what it was when the server refuses', async () => {
    const { answers } = editable();
    const { user } = renderApp(`/image/${ID}`, {
      ...answers,
      [`PATCH ${IMAGE}`]: problem(403, 'forbidden', 'It is not yours.'),
    });
    await user.click(await screen.findByRole('button', { name: 'Edit the title' }));
    await user.keyboard('Mine{Enter}');
    expect(await screen.findByText('It is not yours.')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1, name: 'Picture 1' })).toBeTruthy();
  });

  it('has wrong tags taken out, put back on Undo, and others added', async () => {
    const { answers, bodies } = editable();
    const { user } = renderApp(`/image/${ID}`, answers);
    await user.click(await screen.findByRole('button', { name: 'Take out bird' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await user.click(screen.getByRole('button', { name: 'Add a tag' }));
    await user.keyboard('Heron, ink{Enter}');
    expect(await screen.findByRole('link', { name: 'heron, given by a person' })).toBeTruthy();
    expect(bodies).toEqual([
      { tags: ['ink'] },
      { tags: ['ink', 'bird'] },
      { tags: ['ink', 'bird', 'heron'] },
    ]);
    await expectAccessible();
  });

  it('cannot be changed by those who may not', async () => {
    renderApp(`/image/${ID}`, { [IMAGE]: image(1, { can_edit: false }), [SIMILAR]: results([]) });
    await screen.findByText('CC0 1.0');
    for (const name of ['Edit the title', 'Add a tag', 'Take out ink']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });

  it('goes with the picture when that is deleted, and comes back on Undo', async () => {
    const { answers } = editable();
    const { user, router } = renderApp(`/image/${ID}`, {
      ...answers,
      [`DELETE ${IMAGE}`]: noContent(),
      [`POST ${IMAGE}/restore`]: image(1),
    });
    await screen.findByText('CC0 1.0');
    await user.click(screen.getByRole('button', { name: 'More' }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/image/${ID}`));
  });

  it('includes that one wants less like it', async () => {
    const { answers } = editable();
    const asked: unknown[] = [];
    const { user } = renderApp(`/image/${ID}`, {
      ...answers,
      'POST /api/v1/feed/feedback': async (_: URL, request: Request | null) => {
        asked.push(await request?.json());
        return noContent();
      },
    });
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: 'Less like this' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(asked).toEqual([
        { image_id: ID, action: 'less' },
        { image_id: ID, action: 'undo_less' },
      ]),
    );
  });
});
