import { anyImages, asVisitor, expect, expectReadable, expectTouchable, test, wallShown } from './palette';

test('the wall and a search can be read by all', async ({ page }) => {
  test.slow();
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await wallShown(page);
  await expectReadable(page);

  await asVisitor(page);
  await page.goto('/search?q=forest&color=1f8a86&minus=sea');
  await wallShown(page);
  await expectReadable(page);
  await page.getByRole('button', { name: 'Add a colour' }).click();
  await expectReadable(page);
});

test('filters and a picture can be read by all', async ({ page }) => {
  test.slow();
  await asVisitor(page);
  const [image] = await anyImages(page);
  await page.goto('/search?q=forest');
  await page.getByRole('button', { name: /^Filters/ }).click();
  await expectReadable(page);

  await page.goto(`/image/${image?.id}`);
  await expect(page.getByRole('region', { name: 'Colours' })).toBeVisible();
  await expectReadable(page);
});

test('pages without pictures can be read by all', async ({ page }) => {
  test.slow();
  await asVisitor(page);
  for (const path of ['/nowhere', '/@nobody', '/search', '/login', '/register']) {
    await page.goto(path);
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    await expectReadable(page);
  }
});

test('what a server out of reach leaves can be read by all', async ({ page }) => {
  await asVisitor(page);
  await page.route('**/api/v1/search?*', (route) => route.abort());
  await page.goto('/search?q=forest');
  await expect(page.getByRole('heading', { name: 'Palette is out of reach.' })).toBeVisible();
  await expectReadable(page);
  await page.unroute('**/api/v1/search?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await wallShown(page);
});

test.describe('by finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('nothing is too small to be hit', async ({ page }) => {
    const [image] = await anyImages(page);
    for (const path of ['/', '/search', '/search?q=forest&color=1f8a86', `/image/${image?.id}`, '/login']) {
      await page.goto(path);
      await expect(page.getByRole('heading').first()).toBeAttached();
      if (!path.startsWith('/login') && path !== '/search') await wallShown(page);
      await expectTouchable(page);
    }
  });
});
