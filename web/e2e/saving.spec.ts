import type { Page } from '@playwright/test';
import { asPerson, expect, expectAccessible, test, tiles, wallShown } from './palette';

// Likes and Palettes of one person, in the library that has accounts. Each test has a Palette of its own.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_PEOPLE_URL),
});

const asBea = (page: Page) => asPerson(page, 'bea');

async function paletteOf(page: Page, title: string, count: number): Promise<{ id: string; ids: string[] }> {
  const images = await (await page.request.get(`/api/v1/images?limit=${count}`)).json();
  const ids: string[] = images.items.map(({ id }: { id: string }) => id);
  const made = await page.request.post('/api/v1/palettes', { data: { title, image_ids: ids } });
  return { id: (await made.json()).id, ids };
}

// The first feed of a Palette's page is what is inside; the second suggests more.
const inside = (page: Page) => page.getByRole('feed', { name: /^Pictures of/ }).locator('[data-tile]');
const shownIds = (page: Page) =>
  inside(page)
    .locator('a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('/').pop()));

test('like, save to a new Palette, and share its link with a guest', async ({ page, browser }) => {
  await asBea(page);
  await page.goto('/?order=newest');
  await wallShown(page);
  await page.keyboard.press('j');
  const like = tiles(page).first().getByRole('button', { name: 'Like' });
  await like.click();
  await expect(like).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Save to a Palette' })).toBeVisible();
  await page.keyboard.type('Harbour light');
  await expect(page.getByRole('option', { name: 'Make Harbour light' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved to Harbour light')).toBeVisible();

  await page.goto('/likes');
  await expect(tiles(page)).toHaveCount(1);
  await page.goto('/palettes');
  await page.getByRole('link', { name: /Harbour light/ }).click();
  await wallShown(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share Harbour light' });
  await dialog.getByRole('radio', { name: /^Unlisted/ }).check();
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/\?key=./);
  await expectAccessible(page);
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1, name: 'Harbour light' })).toBeVisible();
  await wallShown(guest);
  await expect(guest.getByRole('button', { name: 'Share' })).toBeHidden();
  await guest.goto(link.replace(/\?key=.*/, ''));
  await expect(guest.getByRole('heading', { name: 'This Palette is not here.' })).toBeVisible();
  await guest.context().close();
});

test('a Palette is put in order by keyboard, and stays so', async ({ page }) => {
  await asBea(page);
  const { id, ids } = await paletteOf(page, 'In order', 4);
  await page.goto(`/palette/${id}`);
  await wallShown(page);
  await page.keyboard.press('o');
  await page.locator('[data-place="0"]').focus();
  const put = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'Space']) await page.keyboard.press(key);
  expect((await put).status()).toBe(204);
  await expectAccessible(page);
  await page.reload();
  await wallShown(page);
  expect(await shownIds(page)).toEqual([ids[1], ids[2], ids[0], ids[3]]);
});

test('moves in a Palette are taken back, by its button and by key', async ({ page }) => {
  await asBea(page);
  const { id, ids } = await paletteOf(page, 'Taken back', 4);
  await page.goto(`/palette/${id}`);
  await wallShown(page);
  await page.keyboard.press('o');
  await page.locator('[data-place="0"]').focus();
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key);
  await expect(page.getByText('Moved to place 2')).toBeVisible();
  await page.locator('[data-place="3"]').focus();
  for (const key of ['Space', 'Home', 'Space']) await page.keyboard.press(key);
  await expect(page.getByText('Moved to place 1')).toBeVisible();
  const back = () => page.waitForResponse((answer) => answer.request().method() === 'PUT');
  const [first] = await Promise.all([back(), page.getByRole('button', { name: 'Undo' }).click()]);
  expect(first.status()).toBe(204);
  await expect(page.getByText('Back at place 4')).toBeVisible();
  const [second] = await Promise.all([back(), page.keyboard.press('u')]);
  expect(second.status()).toBe(204);
  await page.reload();
  await wallShown(page);
  expect(await shownIds(page)).toEqual(ids);
});

test('a Palette is put in order by dragging', async ({ page }) => {
  await asBea(page);
  const { id, ids } = await paletteOf(page, 'Dragged', 4);
  await page.goto(`/palette/${id}`);
  await wallShown(page);
  await page.getByRole('button', { name: 'Arrange' }).click();
  const [from, to] = [page.locator('[data-place="0"]'), page.locator('[data-place="2"]')];
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('nothing to drag');
  const put = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.mouse.move(start.x + 40, start.y + 40);
  await page.mouse.down();
  await page.mouse.move(end.x + 40, end.y + 40, { steps: 8 });
  await page.mouse.up();
  expect((await put).status()).toBe(204);
  await page.reload();
  await wallShown(page);
  expect(await shownIds(page)).toEqual([ids[1], ids[2], ids[0], ids[3]]);
});

test('many are chosen, removed, and back in their places on Undo', async ({ page }) => {
  await asBea(page);
  const { id, ids } = await paletteOf(page, 'Chosen', 5);
  await page.goto(`/palette/${id}`);
  await wallShown(page);
  for (const key of ['j', 'j', 'x', 'j', 'j', 'X']) await page.keyboard.press(key);
  const bar = page.getByRole('toolbar', { name: 'Chosen pictures' });
  await expect(bar).toContainText('3');
  await expectAccessible(page);
  await bar.getByRole('button', { name: 'Remove' }).click();
  await expect(inside(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => shownIds(page)).toEqual(ids);
});

test('two tabs agree on a like', async ({ page, context }) => {
  await asBea(page);
  await page.goto('/?order=newest');
  await wallShown(page);
  const other = await context.newPage();
  await other.goto('/?order=newest');
  await wallShown(other);
  for (const tab of [page, other]) {
    await tab.keyboard.press('j');
    await tab.keyboard.press('j');
  }
  const heart = (tab: Page) => tiles(tab).nth(1).getByRole('button', { name: 'Like' });
  const before = await heart(page).getAttribute('aria-pressed');
  await heart(page).click();
  await expect(heart(other)).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true');
});
