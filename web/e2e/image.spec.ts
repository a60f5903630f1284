import { anyImages, asVisitor, expect, scrollDown, scrollTop, test, tiles, wallShown } from './palette';

test.beforeEach(({ page }) => asVisitor(page));

test('a picture’s page says what is known and leads to more like it', async ({ page }) => {
  const [image] = await anyImages(page);
  await page.goto(`/image/${image?.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(image?.title ?? '');
  const picture = page.getByRole('button', { name: /^Enlarge/ });
  await expect(picture).toBeVisible();
  await expect(page.getByRole('region', { name: 'Colours' })).toBeVisible();
  const feed = page.getByRole('feed', { name: 'More like this' });
  await expect(feed).toBeAttached();
  await scrollDown(page, 1200);
  await wallShown(page);
  // Whichever is first: a tall one may be in view in part only, and a click scrolls to it.
  const href = await tiles(page).locator('a').first().getAttribute('href');
  expect(href).not.toContain(image?.id ?? '');
  await page.locator(`[data-tile] a[href="${href}"]`).click();
  await expect(page).toHaveURL(href ?? '');
  await expect.poll(() => scrollTop(page)).toBe(0);
});

test('the arrow keys go to the neighbours on the wall, and Escape back to it', async ({ page }) => {
  await page.goto('/');
  await wallShown(page);
  const hrefs = await page
    .locator('[data-tile] a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await tiles(page).nth(2).click();
  await expect(page).toHaveURL(hrefs[2] ?? '');
  await expect(page.getByRole('button', { name: /^Enlarge/ })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(hrefs[3] ?? '');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(hrefs[1] ?? '');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL('/');
  await wallShown(page);
});

test('a picture can be looked at in full size, moved and left', async ({ page }) => {
  const [image] = await anyImages(page);
  await page.goto(`/image/${image?.id}`);
  await page.getByRole('button', { name: /^Enlarge/ }).click();
  const dialog = page.getByRole('dialog');
  const picture = dialog.locator('img').last();
  await expect(picture).toBeVisible();
  const whole = await picture.boundingBox();
  await page.mouse.click(720, 450);
  const large = await picture.boundingBox();
  expect(large?.width).toBeGreaterThan((whole?.width ?? 0) * 1.5);
  await page.mouse.move(720, 450);
  await page.mouse.down();
  await page.mouse.move(760, 520, { steps: 4 });
  await page.mouse.up();
  const moved = await picture.boundingBox();
  expect(moved?.width).toBe(large?.width);
  expect([moved?.x, moved?.y]).not.toEqual([large?.x, large?.y]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(`/image/${image?.id}`);
});

test('a colour is copied, or searched for with shift', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [image] = await anyImages(page);
  await page.goto(`/image/${image?.id}`);
  const swatch = page.getByRole('button', { name: /^Copy #/ }).first();
  const color = (await swatch.getAttribute('aria-label'))?.slice(6, 12);
  await swatch.click({ position: { x: 6, y: 6 } });
  await expect(page.getByText(`Copied #${color}`)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`#${color}`);
  await swatch.click({ position: { x: 6, y: 6 }, modifiers: ['Shift'] });
  await expect(page).toHaveURL(`/search?color=${color}`);
});

test('a tag leads to its pictures', async ({ page }) => {
  const [image] = await anyImages(page);
  await page.goto(`/image/${image?.id}`);
  const tag = page.getByRole('region', { name: 'Tags' }).getByRole('link').first();
  const href = await tag.getAttribute('href');
  await tag.click();
  await expect(page).toHaveURL(href ?? '');
  await wallShown(page);
});

test('the original can be downloaded under its name', async ({ page }) => {
  const [image] = await anyImages(page);
  await page.goto(`/image/${image?.id}`);
  await expect(page.getByText('Size', { exact: true })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.(?:svg|png|jpg)$/);
});

test('a picture that is not there is said not to be', async ({ page }) => {
  await page.goto('/image/00000000000zz');
  await expect(page.getByRole('heading', { name: 'This picture is not here.' })).toBeVisible();
});
