import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** Fails the test on any error of the page itself. */
export const test = base.extend<{ known: undefined }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from it.
  baseURL: async ({}, use) => use(process.env.PALETTE_URL),
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      // A refused request is logged by the browser itself, also where the page expects it.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        errors.push(message.text());
      }
    });
    await use(page);
    expect(errors).toEqual([]);
  },
});

export { expect };

/** As someone who has been here before: no introduction, and always the same shuffle. */
export async function asVisitor(page: Page, seed = 3): Promise<void> {
  await page.addInitScript((value) => {
    localStorage.setItem('palette.met', 'true');
    localStorage.setItem('palette.seed', String(value));
  }, seed);
}

export const PASSWORD = 'a few more good words';

/**
 * As somebody who has an account, and gets one where they have none yet. A test that is tried again is so in another
 * worker, and as another person: nothing of the first try is theirs.
 */
export async function asPerson(page: Page, name: string): Promise<void> {
  await asVisitor(page);
  const data = { name: `${name}${test.info().workerIndex}`, password: PASSWORD };
  const known = await page.request.post('/api/v1/auth/login', { data });
  if (!known.ok()) expect((await page.request.post('/api/v1/auth/register', { data })).ok()).toBe(true);
}

export const tiles = (page: Page) => page.locator('[data-tile]');

export async function wallShown(page: Page): Promise<void> {
  await expect(tiles(page).first()).toBeVisible();
  await expect(page.locator('[data-tile] img[data-shown]').first()).toBeVisible();
}

export const scrollTop = (page: Page) => page.evaluate(() => Math.round(window.scrollY));

/** Scrolls like a hand does, so that everything on the way is loaded; ends earlier where the page does. */
export async function scrollDown(page: Page, to: number): Promise<void> {
  await page.mouse.move(700, 500);
  let at = await scrollTop(page);
  for (let stuck = 0; at < to && stuck < 20; ) {
    await page.mouse.wheel(0, Math.min(900, to - at));
    await page.waitForTimeout(80);
    const now = await scrollTop(page);
    stuck = now === at ? stuck + 1 : 0;
    at = now;
  }
  await settled(page);
}

// The last turn of the wheel may still be on its way.
async function settled(page: Page): Promise<void> {
  for (let before = -1, at = await scrollTop(page); at !== before; ) {
    await page.waitForTimeout(300);
    before = at;
    at = await scrollTop(page);
  }
}

/** A tile that is wholly in view, so that a click on it scrolls nothing. */
export async function tileInView(page: Page): Promise<Locator> {
  const href = await tiles(page).evaluateAll((all) => {
    const seen = all.find((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return top > 80 && bottom < window.innerHeight;
    });
    return seen?.querySelector('a')?.getAttribute('href');
  });
  expect(href).toBeTruthy();
  return page.locator(`[data-tile] a[href="${href}"]`);
}

/** What fades in has less contrast on its way: axe looks when it has come, and nothing else sets out. */
async function atRest(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
        .map((animation) => animation.finished),
    ),
  );
}

export async function expectAccessible(page: Page): Promise<void> {
  await atRest(page);
  // Its legacy mode knows no frames of other origins, of which there are none, and opens no page of its own.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
}

const LOOKS = [
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
] as const;

/** On a desk in the dark and on a phone in the light: axe finds nothing, and nothing sticks out to the side. */
export async function expectReadable(page: Page): Promise<void> {
  for (const { width, height, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
    const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sticksOut, `${page.url()} at ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** Links and buttons are 44 px for a finger, in themselves or with what they reach around them; links in a text are not. */
export async function expectTouchable(page: Page): Promise<void> {
  const missed = await page.evaluate(() => {
    const reach = (element: Element, side: 'width' | 'height') => {
      const before = getComputedStyle(element, '::before');
      const around = before.position === 'absolute' ? Number.parseFloat(before[side]) : 0;
      return Math.max(element.getBoundingClientRect()[side], around || 0);
    };
    return [...document.querySelectorAll('a[href], button')]
      .filter((element) => element.checkVisibility() && getComputedStyle(element).display !== 'inline')
      .filter((element) => !element.closest('.sr-only, [inert]'))
      .filter((element) => reach(element, 'width') < 43.5 || reach(element, 'height') < 43.5)
      .map((element) => element.getAttribute('aria-label') ?? element.textContent);
  });
  expect(missed).toEqual([]);
}

export interface Card {
  readonly id: string;
  readonly title: string;
}

export async function anyImages(page: Page, limit = 12): Promise<Card[]> {
  const answer = await page.request.get(`/api/v1/images?order=shuffle&seed=3&limit=${limit}`);
  return ((await answer.json()) as { items: Card[] }).items;
}
