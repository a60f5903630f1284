import type { Page } from '@playwright/test';
import { RARE } from './drawn-picture';
import { anyImages, asVisitor, expect, test, tiles, wallShown } from './palette';
import { pngOf } from './pictures';

interface Answer {
  readonly items: readonly { readonly id: string; readonly title: string; readonly match: string }[];
  readonly counts: { readonly strong: number; readonly related: number; readonly weak: number };
}

/** Does something that searches, and gives what the server answered. */
async function searching(page: Page, doing: () => Promise<unknown>): Promise<Answer> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/v1/search'),
    doing(),
  ]);
  return (await response.json()) as Answer;
}

const shownIds = (page: Page) =>
  page
    .locator('[data-tile] a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('/').pop() ?? ''));

test.beforeEach(({ page }) => asVisitor(page));

test('words find the picture they name, in the order of the server', async ({ page }) => {
  await page.goto('/');
  await wallShown(page);
  await page.keyboard.press('/');
  await page.keyboard.type(RARE.title);
  const answer = await searching(page, () => page.keyboard.press('Enter'));
  await expect(page).toHaveURL('/search?q=Zanzibar+lighthouse');
  expect(answer.items[0]?.title).toBe(RARE.title);
  await wallShown(page);
  expect((await shownIds(page)).slice(0, 5)).toEqual(answer.items.slice(0, 5).map(({ id }) => id));
  await expect(page).toHaveTitle('“Zanzibar lighthouse” · Palette');
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('combobox')).toHaveValue('');
});

for (const words of ['forest', RARE.title, 'qwxzv plonk frrp']) {
  test(`the lines between the results of “${words}” tell the truth`, async ({ page }) => {
    const { counts, items } = await searching(page, () =>
      page.goto(`/search?${new URLSearchParams({ q: words })}`),
    );
    if (items.length === 0) {
      await expect(page.getByRole('heading', { name: /^Nothing found for/ })).toBeVisible();
      return;
    }
    await wallShown(page);
    if (counts.strong + counts.related === 0) {
      await expect(page.getByRole('heading', { name: /^Nothing here really matches/ })).toBeVisible();
      return;
    }
    const seen = new Set(items.map(({ match }) => match));
    const line = page.getByRole('heading', { level: 2 });
    if (seen.has('strong') && seen.size > 1) {
      await expect(line.filter({ hasText: 'Strong matches end here' })).toBeAttached();
    }
    if (!seen.has('strong')) await expect(line.first()).toHaveText('No strong matches; these are related');
  });
}

test('a picture of one’s own finds its like', async ({ page }) => {
  await page.goto('/search');
  const file = { name: 'mine.png', mimeType: 'image/png', buffer: pngOf(8) };
  const answer = await searching(page, () => page.locator('input[type=file]').last().setInputFiles(file));
  const chip = page.getByRole('button', { name: 'Remove picture mine.png' });
  await expect(chip).toBeVisible();
  await wallShown(page);
  expect(answer.items.length).toBeGreaterThan(0);
  await page.reload();
  await expect(chip).toBeVisible();
  await chip.click();
  await expect(page).toHaveURL('/search');
});

test('a picture dropped on any page is searched for', async ({ page }) => {
  await page.goto('/');
  await wallShown(page);
  const bytes = [...pngOf(10)];
  await searching(page, () =>
    page.evaluate((data) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(data)], 'dropped.png', { type: 'image/png' }));
      window.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    }, bytes),
  );
  await expect(page).toHaveURL(/\/search\?like=/);
  await expect(page.getByRole('button', { name: 'Remove picture dropped.png' })).toBeVisible();
});

test('what is no picture is refused with a reason', async ({ page }) => {
  test.skip(process.env.PALETTE_MOCK === '1', 'the mock takes anything');
  await page.goto('/search');
  const file = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('these are words') };
  await page.locator('input[type=file]').last().setInputFiles(file);
  await expect(page.getByText(/^notes\.png: ./)).toBeVisible();
});

test('a colour is one click from the wall, and another can join it', async ({ page }) => {
  await page.goto('/');
  await wallShown(page);
  const first = await searching(page, () => page.getByRole('link', { name: 'Pictures in teal' }).click());
  expect(first.items.length).toBeGreaterThan(0);
  await expect(page).toHaveURL('/search?color=1f8a86');
  await wallShown(page);
  await page.goto('/search');
  const [image] = await anyImages(page);
  const { swatches } = (await (await page.request.get(`/api/v1/images/${image?.id}`)).json()) as {
    swatches: { color: string }[];
  };
  const colors = swatches.slice(0, 2).map(({ color }) => color.slice(1));
  let found: Answer | undefined;
  await page.getByRole('button', { name: 'Add a colour' }).click();
  for (const color of colors) {
    await page.getByRole('textbox', { name: 'Colour as hex digits' }).fill(color);
    found = await searching(page, () => page.keyboard.press('Enter'));
  }
  await expect(page).toHaveURL(`/search?color=${colors.join('&color=')}`);
  expect(found?.items.length).toBeGreaterThan(0);
});

test('a tag is suggested while typing and filters', async ({ page }) => {
  const tags = (await (await page.request.get('/api/v1/tags?limit=1')).json()) as {
    items: { name: string; images: number }[];
  };
  const tag = tags.items[0];
  if (!tag) throw new Error('the library has no tags');
  await page.goto('/search');
  await page.getByRole('combobox').fill(tag.name.slice(0, 3));
  const option = page.getByRole('option', { name: tag.name }).first();
  await expect(option).toBeVisible();
  const answer = await searching(page, () => option.click());
  await expect(page).toHaveURL(`/search?${new URLSearchParams({ tag: tag.name })}`);
  expect(answer.items.length).toBe(Math.min(60, tag.images));
  await wallShown(page);
});

test('“not this” and an example from the library go into the search', async ({ page }) => {
  const [image] = await anyImages(page);
  await searching(page, () => page.goto(`/search?like=${image?.id}`));
  await wallShown(page);
  await page.getByRole('button', { name: 'Not this' }).click();
  await page.keyboard.type('forest');
  await searching(page, () => page.keyboard.press('Enter'));
  await expect(page).toHaveURL(`/search?like=${image?.id}&minus=forest`);
  await wallShown(page);
  expect(await tiles(page).count()).toBeLessThanOrEqual(200);
});
