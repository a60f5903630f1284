import { drawPicture } from './drawn-picture';
import { expect, PASSWORD, test, tiles, wallShown } from './palette';

// The whole way of a newcomer in one go, in the library that has accounts.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_PEOPLE_URL),
});

const TITLE = 'Heliograph at noon';

test('register, choose, like, save, share, upload, find, delete and take it back', async ({
  page,
  browser,
}) => {
  test.slow();
  await page.goto('/register');
  await page.getByLabel('Name').fill(`wanda${test.info().workerIndex}`);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');

  const interests = page.getByRole('main').getByRole('listitem').getByRole('button');
  await expect(interests).toHaveCount(15);
  for (const i of [1, 2, 4, 7, 11]) await interests.nth(i).click();
  await page.getByRole('button', { name: 'Show my wall' }).click();
  await expect(page.getByRole('feed', { name: 'Your feed' })).toBeVisible();
  await wallShown(page);

  await page.keyboard.press('j');
  const first = tiles(page).first();
  const liked = await first.getByRole('link').first().getAttribute('href');
  await page.keyboard.press('l');
  await expect(first.getByRole('button', { name: 'Like', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Save to a Palette' })).toBeVisible();
  await page.keyboard.type('First light');
  await expect(page.getByRole('option', { name: 'Make First light' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved to First light')).toBeVisible();

  await page.goto('/palettes');
  await page.getByRole('link', { name: /First light/ }).click();
  await wallShown(page);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share First light' });
  await dialog.getByRole('radio', { name: /^Unlisted/ }).check();
  await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(/\?key=./);
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1, name: 'First light' })).toBeVisible();
  await wallShown(guest);
  expect(await tiles(guest).first().getByRole('link').first().getAttribute('href')).toBe(liked);
  await guest.context().close();

  await page.goto('/upload');
  const picture = drawPicture(8123);
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'heliograph.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(picture.svg.replaceAll(picture.title, TITLE)),
  });
  const row = page.getByRole('listitem', { name: 'heliograph.svg' });
  await expect(row.getByText('In the library', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Search pictures' }).fill(TITLE);
  await page.keyboard.press('Enter');
  const found = page.getByRole('article').first();
  await expect(found.getByRole('img', { name: TITLE })).toBeVisible();

  await found.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/image\//); // the search's heading says the same
  await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  const own = page.url();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText(`Deleted ${TITLE}`)).toBeVisible();
  expect((await page.request.get(`/api/v1/images/${own.split('/').pop()}`)).status()).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveURL(own);
  await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await page.goto('/uploads');
  await expect(page.getByRole('feed', { name: 'Your uploads' }).getByRole('article')).toHaveCount(1);
});
