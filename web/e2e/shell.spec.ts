import { asVisitor, expect, test, wallShown } from './palette';

test('everything can be done by keyboard alone', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the pictures' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const opened = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  expect(opened).toMatch(/^\/image\//);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(opened ?? '');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('z');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.locator(`a[href="${opened}"]`)).toBeFocused();
  await page.keyboard.press('m');
  await expect(page).toHaveURL(/\/search\?like=/);
  await page.keyboard.press('/');
  await page.keyboard.type('forest');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=forest/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeHidden();
});

test('a tile far outside the viewport is reached by key and scrolled into view', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  for (let i = 0; i < 40; i++) await page.keyboard.press('j');
  const box = await page.locator('[data-tile="39"]').boundingBox();
  await expect(page.locator('[data-tile="39"] a')).toBeFocused();
  expect(box && box.y >= 0 && box.y < 900).toBe(true);
});

test('the theme stays, and is there before the first paint', async ({ page }) => {
  await asVisitor(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  const dark = 'rgb(19, 18, 17)';
  await expect(page.locator('html')).toHaveCSS('background-color', dark);
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload({ waitUntil: 'domcontentloaded' });
  await expect(page.locator('html')).toHaveCSS('background-color', dark);
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'A blank canvas.' })).toBeVisible();
  await page.getByRole('link', { name: 'To the wall' }).click();
  await wallShown(page);
});

test('a lost network is said, and what is loaded stays', async ({ page, context }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  await context.setOffline(true);
  await expect(page.getByText('No network. What is loaded stays.')).toBeVisible();
  await expect(page.locator('[data-tile]').first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('No network. What is loaded stays.')).toBeHidden();
});
