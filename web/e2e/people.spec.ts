import { drawPicture } from './drawn-picture';
import { asVisitor, expect, expectAccessible, expectReadable, test, tiles, wallShown } from './palette';

// One person's first days, in a library that nobody has an account in before. Each test goes on where the last ended.
test.describe.configure({ mode: 'serial' });
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_UNCLAIMED_URL),
});

const PASSWORD = 'a few good words';
const TITLE = 'Quetzal observatory';

test('register, say what one loves, and have a wall of one’s own', async ({ page }) => {
  await page.goto('/');
  await wallShown(page);
  await page.getByRole('link', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'This library is yours.' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1, name: 'What do you love to look at?' })).toBeVisible();
  const interests = page.getByRole('main').getByRole('listitem').getByRole('button');
  await expect(interests).toHaveCount(15);
  await expectAccessible(page);
  for (const i of [0, 3, 6, 9]) await interests.nth(i).click();
  await page.getByLabel('Something else?').fill('quiet sunsets');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Show my wall' }).click();

  await expect(page.getByRole('feed', { name: 'Your feed' })).toBeVisible();
  await wallShown(page);
  await expectAccessible(page);
  await tiles(page).first().hover();
  await tiles(page).first().getByRole('button', { name: /^Why / }).click();
  await page.getByRole('button', { name: 'Less like this' }).click();
  const undo = tiles(page).first().getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect(undo).toBeHidden();
});

test('log in, bring a picture in, find it, delete it and have it back', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/upload');
  await expect(page).toHaveURL(/\/login\?return=%2Fupload/);
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Bring pictures in.' })).toBeVisible();
  const picture = drawPicture(4711);
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'observatory.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(picture.svg.replaceAll(picture.title, TITLE)),
  });
  const row = page.getByRole('listitem', { name: 'observatory.svg' });
  await expect(row.getByText('In the library', { exact: true })).toBeVisible();
  await expect(row.getByLabel('Title')).toHaveValue(TITLE);
  await row.getByLabel('Tags of observatory.svg').fill('stargazing');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('button', { name: 'Remove stargazing' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('combobox', { name: 'Search pictures' }).fill(TITLE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article').first().getByRole('img', { name: TITLE })).toBeVisible();

  await page.goto('/uploads');
  await expect(page.getByRole('feed', { name: 'Your uploads' }).getByRole('article')).toHaveCount(1);
  await page.goto('/upload');
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'again.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(picture.svg.replaceAll(picture.title, TITLE)),
  });
  await expect(page.getByText('These bytes are in the library already', { exact: false })).toBeVisible();

  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'second.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(drawPicture(4712).svg),
  });
  await page.getByRole('button', { name: 'Delete second.svg' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.goto('/uploads');
  await expect(page.getByRole('feed', { name: 'Your uploads' }).getByRole('article')).toHaveCount(2);
});

test('a session that ends meanwhile costs nothing that was typed', async ({ page, context }) => {
  await page.goto('/login?return=/settings');
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByLabel('Name as shown').fill('Ada of the Observatory');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Please log in again.' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved')).toBeVisible();
  await page.goto('/@ada');
  await expect(page.getByRole('heading', { name: 'Ada of the Observatory' })).toBeVisible();
});

const PAGES = {
  settings: ['', '/feed', '/security', '/tokens', '/people', '/account'].map((part) => `/settings${part}`),
  own: ['/uploads', '/uploads?view=trash', '/upload', '/duplicates', '/palettes', '/likes', '/@ada'],
};

for (const [name, paths] of Object.entries(PAGES)) {
  test(`every page of a person can be read by all: ${name}`, async ({ page }) => {
    test.slow();
    await page.request.post('/api/v1/auth/login', { data: { name: 'ada', password: PASSWORD } });
    for (const path of paths) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForFunction(() => !document.querySelector('.animate-pulse, [aria-busy=true]'));
      await expectReadable(page);
    }
    await page.getByRole('button', { name: 'Account of ada' }).click();
    await expectReadable(page);
  });
}
