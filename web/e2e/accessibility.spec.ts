import type { Page } from '@playwright/test';
import { anyImages, asVisitor, expect, expectAccessible, test, wallShown } from './palette';

/** Readable, and nothing sticks out to the side. */
async function expectReadable(page: Page): Promise<void> {
  await expectAccessible(page);
  const [inside, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(inside).toBeLessThanOrEqual(seen ?? 0);
}

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of SIZES) {
    test(`every page can be read by all, ${colorScheme}, ${viewport.width} px`, async ({ page }) => {
      test.slow();
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const [image] = await anyImages(page);

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

      await page.goto(`/image/${image?.id}`);
      await expect(page.getByRole('region', { name: 'Colours' })).toBeVisible();
      await expectReadable(page);

      await page.goto('/nowhere');
      await expectReadable(page);
    });
  }
}
