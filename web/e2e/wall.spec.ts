import { asVisitor, expect, scrollDown, scrollTop, test, tileInView, tiles, wallShown } from './palette';

test('a newcomer is told what this is, and sees pictures at once', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Find the picture you have in mind.' })).toBeVisible();
  await wallShown(page);
});

test('the first page of the wall is asked for once, before the app is there', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/');
  await wallShown(page);
  expect(asked.filter((url) => url.includes('/api/v1/images?') && !url.includes('cursor='))).toHaveLength(1);
  const at = (path: string) => asked.findIndex((url) => url.includes(path));
  expect(at('/api/v1/images?')).toBeLessThan(at('/api/v1/library'));
});

test('the wall stays small in the document and nothing on it shifts, however far one scrolls', async ({
  page,
}) => {
  await asVisitor(page);
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await wallShown(page);
  for (let to = 2000; to <= 10_000; to += 2000) {
    await scrollDown(page, to);
    expect(await tiles(page).count()).toBeLessThanOrEqual(200);
  }
  await expect(page.getByText('That is every picture there is.')).toBeAttached();
  const shifted = await page.evaluate(() =>
    (window as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0),
  );
  expect(shifted).toBeLessThan(0.02);
});

test('pictures are in feed order and do not overlap', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  const boxes = await tiles(page).evaluateAll((all) =>
    all.map((tile) => {
      const { left, top, right, bottom } = tile.getBoundingClientRect();
      return { index: Number(tile.getAttribute('data-tile')), left, top, right, bottom };
    }),
  );
  expect(boxes.map(({ index }) => index)).toEqual(boxes.map(({ index }) => index).sort((a, b) => a - b));
  for (const a of boxes) {
    for (const b of boxes) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      expect(a === b || apart).toBe(true);
    }
  }
});

test('Back returns to the same pixel and gives the tile the focus again; so does a reload', async ({
  page,
}) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  await scrollDown(page, 4100);
  const before = await scrollTop(page);
  expect(before).toBeGreaterThan(3000);

  const link = await tileInView(page);
  const place = await link.boundingBox();
  await link.click();
  await expect(page).toHaveURL(/\/image\//);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goBack();

  await expect(link).toBeFocused();
  await expect.poll(() => scrollTop(page)).toBe(before);
  expect(await link.boundingBox()).toEqual(place);

  await page.reload();
  await expect(link).toBeVisible();
  await expect.poll(() => scrollTop(page)).toBe(before);
  expect(await link.boundingBox()).toEqual(place);
});

test('the shape narrows the wall, and its address can be shared', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  await page.getByRole('button', { name: 'Portrait' }).click();
  await expect(page).toHaveURL('/?orientation=portrait');
  await wallShown(page);
  const sizes = await tiles(page).evaluateAll((all) =>
    all.slice(0, 10).map((tile) => tile.clientHeight > tile.clientWidth),
  );
  expect(sizes).toEqual(sizes.map(() => true));
});

test('another width keeps what one looks at in view', async ({ page }) => {
  await asVisitor(page);
  await page.goto('/');
  await wallShown(page);
  await scrollDown(page, 3000);
  await page.waitForTimeout(300);
  const topmost = () =>
    tiles(page).evaluateAll((all) => {
      const seen = all.filter((tile) => tile.getBoundingClientRect().bottom > 0);
      return Number(seen[0]?.getAttribute('data-tile'));
    });
  const before = await topmost();
  await page.setViewportSize({ width: 900, height: 900 });
  await page.waitForTimeout(500);
  expect(Math.abs((await topmost()) - before)).toBeLessThan(8);
});
