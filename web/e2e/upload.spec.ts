import type { Request } from '@playwright/test';
import { asPerson, expect, test } from './palette';
import { largePng } from './pictures';

// A large file, which goes in pieces, in the library that has accounts.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_PEOPLE_URL),
});

const PIECES = '**/api/v1/uploads/*';
const isPiece = (request: Request) => request.method() === 'PATCH';
const offsetOf = (request: Request) => Number(request.headers()['upload-offset']);

test('a large upload that a reload cut short goes on where it was, by itself', async ({ page }) => {
  await asPerson(page, 'cyn');
  let arrived = 0;
  await page.route(PIECES, async (route) => {
    // The first piece arrives; the second is on its way for ever.
    if (!isPiece(route.request()) || arrived++ === 0) await route.continue();
  });
  await page.goto('/upload');
  const second = page.waitForRequest((request) => isPiece(request) && offsetOf(request) > 0);
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'large.png',
    mimeType: 'image/png',
    buffer: largePng(),
  });
  const offset = offsetOf(await second);

  await page.unroute(PIECES);
  const resumed = page.waitForRequest(isPiece);
  await page.reload();
  // Of the second piece the server keeps what came, too.
  expect(offsetOf(await resumed), 'nothing is sent twice').toBeGreaterThanOrEqual(offset);
  const row = page.getByRole('listitem', { name: 'large.png' });
  await expect(row.getByText('In the library', { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Bring pictures in.' })).toBeVisible();
  await expect(row).toBeHidden();
});
