import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { cards, idOf, image, results } from '@/testing/fixtures';
import { expectAccessible, renderApp } from '@/testing/render-app';

const WALL = { '/api/v1/images': { items: cards(3), next_cursor: null } };

describe('around every page', () => {
  it('is a theme that stays', async () => {
    const { user } = renderApp('/', WALL);
    await user.click(screen.getByRole('button', { name: /^Theme/ }));
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('palette.theme')).toBe('"dark"');
    await user.keyboard('t');
    expect(localStorage.getItem('palette.theme')).toBe('"system"');
  });

  it('is a list of what the keyboard can do here', async () => {
    const { user } = renderApp('/', WALL);
    await screen.findAllByRole('article');
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard' });
    for (const label of ['Search', 'Next picture', 'Open the picture', 'This list']) {
      expect(within(dialog).getByText(label)).toBeTruthy();
    }
    expect(within(dialog).queryByText('Full size')).toBeNull();
    await expectAccessible();
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is a page for addresses that lead nowhere', async () => {
    renderApp('/nowhere', {});
    expect(await screen.findByRole('heading', { name: 'A blank canvas.' })).toBeTruthy();
    await expectAccessible();
  });

  it('gives the focus to a new page and reads its title out', async () => {
    const id = idOf(1);
    const { router } = renderApp('/', {
      ...WALL,
      [`/api/v1/images/${id}`]: image(1),
      [`/api/v1/images/${id}/similar`]: results([]),
    });
    await screen.findAllByRole('article');
    await router.navigate(`/image/${id}`);
    await screen.findByRole('heading', { name: 'Picture 1' });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')));
    expect(await screen.findByText('Picture 1 · Palette', { selector: '[aria-live]' })).toBeTruthy();
  });

  it('leaves the focus to who is typing while the new page comes', async () => {
    const { user, router } = renderApp('/', WALL);
    await screen.findAllByRole('article');
    const arrival = router.navigate('/search');
    await user.keyboard('/');
    await arrival;
    await screen.findByText('Search · Palette', { selector: '[aria-live]' });
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Search pictures' });
    expect(document.activeElement).toBe(field);
    await user.keyboard('forest');
    expect(field.value).toBe('forest');
  });

  it('is a way past the header', () => {
    renderApp('/', WALL);
    expect(screen.getByRole('link', { name: 'Skip to the pictures' }).getAttribute('href')).toBe('#main');
  });
});
