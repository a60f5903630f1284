import { expect, expectAccessible, test, wallShown } from './palette';
import { pngOf } from './pictures';

test('an empty library says how to fill it, and fills by itself', async ({ page, context }) => {
  const url = process.env.PALETTE_EMPTY_URL;
  test.skip(!url, 'there is no empty library to look at');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(url ?? '');
  await expect(page.getByText('palette import ~/Pictures')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Copy the command' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('palette import ~/Pictures');

  const file = { name: 'first.png', mimeType: 'image/png', buffer: pngOf(1) };
  const accepted = await page.request.post(`${url}/api/v1/images`, {
    multipart: { file, title: 'The first' },
  });
  expect(accepted.status()).toBe(201);
  await wallShown(page);
  await expect(page.getByRole('article', { name: 'The first' })).toBeVisible();
});
