import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { image } from '@/testing/fixtures';
import { expectAccessible, noContent, problem, renderApp, SIGNED_IN } from '@/testing/render-app';

const DUPLICATES = '/api/v1/duplicates';
const small = image(1, { title: 'Boat', width: 320, height: 240 });
const large = image(2, { title: 'Boat, again', width: 1280, height: 960 });
const ink = image(3, { title: 'Ink', width: 300, height: 300 });
const inkCopy = image(4, { title: '', file_name: 'ink-copy.webp', width: 300, height: 300 });
const boats = { images: [small, large], suggested: large.id };
const inks = { images: [ink, inkCopy], suggested: ink.id };
const page = (items: object[], pending = 0) => ({ items, next_cursor: null, groups: items.length, pending });

/** What the page sent, in order. */
function recording(answers: Record<string, unknown>) {
  const sent: [string, unknown][] = [];
  const noting = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      `POST ${name}`,
      async (_: URL, request: Request | null) => {
        sent.push([name, await request?.json().catch(() => null)]);
        return answer instanceof Response ? answer.clone() : answer;
      },
    ]),
  );
  return { sent, noting };
}

describe('the duplicates', () => {
  it('stand side by side with the best one suggested', async () => {
    renderApp('/duplicates', { ...SIGNED_IN, [DUPLICATES]: page([boats, inks]) });
    const group = await screen.findByRole('region', { name: /^Boat, again 2 copies/ });
    const copies = within(group).getAllByRole('radio');
    expect(copies.map((copy) => copy.getAttribute('aria-label'))).toEqual([
      'Keep Boat, 320 × 240, JPEG, 123 kB, 1 own tag',
      'Keep Boat, again, 1280 × 960, JPEG, 123 kB, 1 own tag',
    ]);
    expect(copies.map((copy) => (copy as HTMLInputElement).checked)).toEqual([false, true]);
    expect(within(group).getByText('Largest')).toBeTruthy();
    expect(screen.getByText(/^2 pictures are here more than once/)).toBeTruthy();
    await expectAccessible();
  });

  it('are merged into the one that is chosen, and that is taken back', async () => {
    const { sent, noting } = recording({
      [`${DUPLICATES}/merge`]: small,
      [`/api/v1/images/${large.id}/restore`]: large,
    });
    const { user } = renderApp('/duplicates', { ...SIGNED_IN, ...noting, [DUPLICATES]: page([boats]) });
    const group = await screen.findByRole('region', { name: /^Boat, again/ });
    await user.click(within(group).getByRole('radio', { name: /^Keep Boat, 320/ }));
    await user.click(within(group).getByRole('button', { name: 'Merge the rest' }));
    expect(await screen.findByText('Merged 2 pictures into “Boat”')).toBeTruthy();
    expect(screen.queryByRole('region', { name: /^Boat/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('region', { name: /^Boat/ })).toBeTruthy();
    expect(sent).toEqual([
      [`${DUPLICATES}/merge`, { keep: small.id, remove: [large.id] }],
      [`/api/v1/images/${large.id}/restore`, null],
    ]);
  });

  it('are settled by keyboard', async () => {
    const { sent, noting } = recording({
      [`${DUPLICATES}/merge`]: ink,
      [`${DUPLICATES}/dismiss`]: noContent(),
    });
    const { user } = renderApp('/duplicates', { ...SIGNED_IN, ...noting, [DUPLICATES]: page([boats, inks]) });
    await screen.findByRole('region', { name: /^Ink/ });
    await user.keyboard('j{ArrowRight}m');
    await waitFor(() => expect(screen.queryByRole('region', { name: /copies$/ })).toBeTruthy());
    await user.keyboard('kn');
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent).toEqual([
      [`${DUPLICATES}/merge`, { keep: inkCopy.id, remove: [ink.id] }],
      [`${DUPLICATES}/dismiss`, { image_ids: [small.id, large.id], dismissed: true }],
    ]);
  });

  it('come back when the server refuses', async () => {
    const { noting } = recording({
      [`${DUPLICATES}/merge`]: problem(409, 'merge_would_hide', 'Keep the public one.'),
    });
    const { user } = renderApp('/duplicates', { ...SIGNED_IN, ...noting, [DUPLICATES]: page([boats]) });
    const group = await screen.findByRole('region', { name: /^Boat/ });
    await user.click(within(group).getByRole('button', { name: 'Merge the rest' }));
    expect(await screen.findByText('Keep the public one.')).toBeTruthy();
    expect(screen.getByRole('region', { name: /^Boat/ })).toBeTruthy();
  });

  it('say when there are none, and when more may come', async () => {
    renderApp('/duplicates', { ...SIGNED_IN, [DUPLICATES]: page([]) });
    expect(await screen.findByRole('heading', { name: 'Every picture is here once.' })).toBeTruthy();
    await expectAccessible();
  });

  it('say that pictures are still being compared', async () => {
    renderApp('/duplicates', { ...SIGNED_IN, [DUPLICATES]: page([], 12) });
    expect(await screen.findByText('Still comparing 12 pictures…')).toBeTruthy();
    expect(screen.queryByText('Every picture is here once.')).toBeNull();
  });

  it('lead a guest to the log-in page', async () => {
    const { router } = renderApp('/duplicates', {});
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
  });
});
