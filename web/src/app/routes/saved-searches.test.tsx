import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { palette, results } from '@/testing/fixtures';
import { expectAccessible, noContent, renderApp, SIGNED_IN } from '@/testing/render-app';

const SEARCH = '/api/v1/search';
const SEARCHES = '/api/v1/me/searches';
const saved = (id: string, name: string, query: string) => ({
  id,
  name,
  query,
  created_at: '2026-01-02T03:04:05Z',
});
const storms = saved('s1', 'Storms', 'q=stormy%20sea%5E2&tag=boat');

describe('a saved search', () => {
  it('is saved under a name that it suggests', async () => {
    const sent: unknown[] = [];
    const { user } = renderApp('/search?q=sea&tag=boat', {
      ...SIGNED_IN,
      [SEARCH]: results(['strong']),
      [SEARCHES]: { items: [] },
      [`POST ${SEARCHES}`]: async (_: URL, request: Request | null) => {
        sent.push(await request?.json());
        return saved('s2', 'Sea and boat', 'q=sea&tag=boat');
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Save this search' }));
    const dialog = screen.getByRole('dialog', { name: 'Save this search' });
    expect(within(dialog).getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'Sea and boat');
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Save the search' }));
    expect(await screen.findByText('Saved “Sea and boat”')).toBeTruthy();
    expect(sent).toEqual([{ name: 'Sea and boat', query: 'q=sea&tag=boat' }]);
  });

  it('says when one has it already', async () => {
    const { user } = renderApp(`/search?${storms.query}`, {
      ...SIGNED_IN,
      [SEARCH]: results(['strong']),
      [SEARCHES]: { items: [storms] },
    });
    await user.click(await screen.findByRole('button', { name: 'Save this search' }));
    expect(await screen.findByText('You have it as “Storms” already.')).toBeTruthy();
  });

  it('becomes a living Palette', async () => {
    const made = palette(7, { title: 'Sea', living: true, search: 'q=sea' });
    const sent: unknown[] = [];
    const { user, router } = renderApp('/search?q=sea', {
      ...SIGNED_IN,
      [SEARCH]: results(['strong']),
      [SEARCHES]: { items: [] },
      'POST /api/v1/palettes': async (_: URL, request: Request | null) => {
        sent.push(await request?.json());
        return made;
      },
      [`/api/v1/palettes/${made.id}`]: made,
      [`/api/v1/palettes/${made.id}/images`]: { items: made.cover, next_cursor: null },
    });
    await user.click(await screen.findByRole('button', { name: 'Save this search' }));
    await user.click(screen.getByRole('button', { name: 'Make a living Palette' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/palette/${made.id}`));
    expect(sent).toEqual([{ title: 'Sea', search: 'q=sea' }]);
    expect(await screen.findByRole('link', { name: 'lives off a search' })).toHaveProperty(
      'href',
      expect.stringMatching(/\/search\?q=sea$/),
    );
    expect(screen.queryByRole('button', { name: 'Arrange' })).toBeNull();
  });

  it('is found on the empty search page, renamed and forgotten', async () => {
    const sent: string[] = [];
    const { user } = renderApp('/search', {
      ...SIGNED_IN,
      [SEARCHES]: { items: [storms] },
      [`PATCH ${SEARCHES}/s1`]: async (_: URL, request: Request | null) => {
        sent.push(`named ${JSON.stringify(await request?.json())}`);
        return { ...storms, name: 'Waves' };
      },
      [`DELETE ${SEARCHES}/s1`]: () => {
        sent.push('forgotten');
        return noContent();
      },
    });
    const link = await screen.findByRole('link', { name: /Storms/ });
    expect(link.getAttribute('href')).toBe(`/search?${storms.query}`);
    expect(link.textContent).toContain('“stormy sea” and #boat');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'What to do with Storms' }));
    await user.click(screen.getByRole('button', { name: 'Rename' }));
    const field = screen.getByRole('textbox', { name: 'New name of Storms' });
    await user.clear(field);
    await user.type(field, 'Waves{Enter}');
    await waitFor(() => expect(sent).toEqual(['named {"name":"Waves"}']));
    await user.click(await screen.findByRole('button', { name: 'What to do with Storms' }));
    await user.click(screen.getByRole('button', { name: 'Forget' }));
    expect(await screen.findByText('Forgot “Storms”')).toBeTruthy();
    expect(sent).toEqual(['named {"name":"Waves"}', 'forgotten']);
  });
});

describe('the filter for a Palette', () => {
  it('is chosen among the filters, said in the canvas and taken away', async () => {
    const seas = palette(1, { title: 'Seas' });
    const { user, router } = renderApp('/search?q=boat', {
      ...SIGNED_IN,
      [SEARCH]: results(['strong']),
      '/api/v1/palettes': { items: [seas], next_cursor: null },
      [`/api/v1/palettes/${seas.id}`]: seas,
    });
    await user.click(await screen.findByRole('button', { name: 'Filters' }));
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Within a Palette' }), 'Seas');
    await user.click(screen.getByRole('button', { name: 'Show' }));
    await waitFor(() => expect(router.state.location.search).toBe(`?q=boat&palette=${seas.id}`));
    await user.click(await screen.findByRole('button', { name: 'Remove only within Seas' }));
    expect(router.state.location.search).toBe('?q=boat');
  });
});
