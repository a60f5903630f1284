import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { palette } from '@/testing/fixtures';
import { expectAccessible, renderApp, SIGNED_IN } from '@/testing/render-app';

const PALETTES = '/api/v1/palettes';
const three = [
  palette(1, { title: 'Boats', images: 9 }),
  palette(2, { title: 'Clouds', images: 1 }),
  palette(3, { title: 'Ashes', images: 0, cover: [] }),
];
const titles = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

describe('the Palettes', () => {
  it('are stacks with their titles, in the order one chooses', async () => {
    const { user } = renderApp('/palettes', {
      ...SIGNED_IN,
      [PALETTES]: { items: three, next_cursor: null },
    });
    await screen.findByText('Boats');
    expect(titles()).toEqual(['Ashes', 'Clouds', 'Boats']);
    await expectAccessible();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Order' }), 'Most pictures');
    expect(titles()).toEqual(['Boats', 'Clouds', 'Ashes']);
    expect(screen.getByRole('link', { name: /Clouds.*Private.*1 picture/ })).toBeTruthy();
  });

  it('begin with a title', async () => {
    const asked: unknown[] = [];
    const made = palette(4, { title: 'Ice', images: 0, cover: [] });
    const { user, router } = renderApp('/palettes', {
      ...SIGNED_IN,
      [PALETTES]: { items: [], next_cursor: null },
      [`POST ${PALETTES}`]: async (_: URL, request: Request | null) => {
        asked.push(await request?.json());
        return made;
      },
      [`${PALETTES}/${made.id}`]: made,
      [`${PALETTES}/${made.id}/images`]: { items: [], next_cursor: null },
    });
    expect(await screen.findByText('No Palette yet.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'New Palette' }));
    const dialog = await screen.findByRole('dialog', { name: 'A new Palette' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Title' }), 'Ice');
    await user.click(within(dialog).getByRole('radio', { name: /^Unlisted/ }));
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Make it' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/palette/${made.id}`));
    expect(asked).toEqual([{ title: 'Ice', visibility: 'unlisted', image_ids: [] }]);
  });

  it('ask a guest to log in', async () => {
    renderApp('/palettes', {});
    expect(await screen.findByRole('heading', { name: 'Put together what belongs together.' })).toBeTruthy();
  });
});
