import { asPerson, expect, test } from './palette';
import { COPIED } from './pictures';

// The library that holds nothing but copies; it belongs to who comes first.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_COPIES_URL),
});

test('copies are reviewed, merged and kept apart, and both can be taken back', async ({ page }) => {
  await asPerson(page, 'dora');
  const found = async () => (await (await page.request.get('/api/v1/duplicates')).json()).groups;
  await expect.poll(found, { timeout: 30_000 }).toBe(COPIED.length);
  const count = async () => (await (await page.request.get('/api/v1/images?limit=100')).json()).items.length;
  await page.goto('/uploads');
  await page
    .getByRole('navigation', { name: 'Your uploads' })
    .getByRole('link', { name: 'Duplicates' })
    .click();
  await expect(page.getByText('3 pictures are here more than once.', { exact: false })).toBeVisible();

  // The larger one is suggested; the other is chosen instead.
  const first = page.getByRole('region', { name: /^Copy 9101/ });
  await expect(first.getByRole('radio', { name: /^Keep Copy 9101 of 480 px/ })).toBeChecked();
  await first.getByRole('radio', { name: /^Keep Copy 9101 of 240 px/ }).check({ force: true });
  await first.getByRole('button', { name: 'Merge the rest' }).click();
  await expect(page.getByText('Merged 2 pictures into “Copy 9101 of 240 px”')).toBeVisible();
  await expect(first).toBeHidden();
  expect(await count()).toBe(5);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(first).toBeVisible();
  expect(await count()).toBe(6);

  // By keyboard the group one is at goes; what is kept has the words of both.
  await page.keyboard.press('j');
  const kept = page.locator('section[data-current]').getByRole('radio', { checked: true });
  const [, title = ''] = /^Keep (.*?), /.exec((await kept.getAttribute('aria-label')) ?? '') ?? [];
  const merged = page.getByText(`Merged 2 pictures into “${title}”`);
  await expect(merged).toHaveCount(0); // what was said before Undo may be of the same group
  await page.keyboard.press('m');
  await expect(merged).toBeVisible();
  const { items } = await (
    await page.request.get(`/api/v1/search?${new URLSearchParams({ q: title })}`)
  ).json();
  const { description } = await (await page.request.get(`/api/v1/images/${items[0].id}`)).json();
  expect(description).toContain(
    title.includes('480') ? title.replace('480', '240') : title.replace('240', '480'),
  );

  const apart = page.getByRole('button', { name: 'Not the same' });
  await expect(apart).toHaveCount(2);
  await apart.first().click();
  await expect(apart).toHaveCount(1);
  await page.getByText('Kept apart from now on').waitFor();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(apart).toHaveCount(2);
  for (const left of [1, 0]) {
    await apart.first().click();
    await expect(apart).toHaveCount(left);
  }
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Every picture is here once.' })).toBeVisible();
});
