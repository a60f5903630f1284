import { asPerson, expect, test, tiles, wallShown } from './palette';
import { pngOf } from './pictures';

// One person's searches, in the library that has accounts.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_PEOPLE_URL),
});

test('a search is saved, opened, renamed, forgotten and back', async ({ page }) => {
  await asPerson(page, 'eve');
  await page.goto('/search?q=forest&orientation=portrait&has_words=true');
  await wallShown(page);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Tall woods');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved “Tall woods”')).toBeVisible();

  await page.goto('/search');
  await expect(page.getByRole('heading', { name: 'Your saved searches' })).toBeVisible();
  await page.getByRole('link', { name: /^Tall woods/ }).click();
  await expect(page).toHaveURL('/search?q=forest&orientation=portrait&has_words=true');
  await wallShown(page);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await expect(page.getByText('You have it as “Tall woods” already.')).toBeVisible();
  await page.getByRole('link', { name: 'All saved searches' }).click();

  const menu = (name: string) => page.getByRole('button', { name: `What to do with ${name}` });
  await menu('Tall woods').click();
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('textbox', { name: 'New name of Tall woods' }).fill('Deep woods');
  await page.keyboard.press('Enter');
  await menu('Deep woods').click();
  await page.getByRole('button', { name: 'Forget' }).click();
  await expect(menu('Deep woods')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(menu('Deep woods')).toBeVisible();
});

test('a search becomes a Palette that lives, and one that stays as it is', async ({ page }) => {
  await asPerson(page, 'fay');
  await page.goto('/search?tag=heliotrope');
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Heliotropes');
  await page.getByRole('button', { name: 'Make a living Palette' }).click();
  await expect(page).toHaveURL(/\/palette\//);
  await expect(page.getByRole('heading', { level: 1, name: 'Heliotropes' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'lives off a search' })).toBeVisible();

  // What the search finds from now on is in it, and nothing else can be.
  const file = { name: 'new.png', mimeType: 'image/png', buffer: pngOf(9201) };
  await page.request.post('/api/v1/images', { multipart: { file, title: 'New here', tags: 'heliotrope' } });
  const inside = page.getByRole('feed', { name: /^Pictures of/ }).getByRole('article');
  await expect(async () => {
    await page.reload();
    await expect(inside).toHaveCount(1, { timeout: 1000 });
  }).toPass();

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: /^Freeze it as it is/ }).click();
  await expect(page.getByRole('link', { name: 'lives off a search' })).toBeHidden();
  await page.reload();
  await expect(tiles(page).first()).toBeVisible();
  await expect(inside).toHaveCount(1);
});
