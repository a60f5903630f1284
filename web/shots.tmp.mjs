import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';
const url = process.argv[2];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
const page = await context.newPage();
await context.request.post(url + '/api/v1/auth/register', { data: { name: 'ada', password: 'a few good words more' } });
await page.addInitScript(() => localStorage.setItem('palette.met', 'true'));
const pics = process.argv.slice(3);
let ids = [];
for (const [i, f] of pics.entries()) {
  const t0 = Date.now();
  const r = await context.request.post(url + '/api/v1/images', { multipart: { title: 'zebrafinch' + i, file: { name: f.split('/').pop(), mimeType: 'image/svg+xml', buffer: readFileSync(f) } } });
  const id = (await r.json()).id; ids.push(id);
  if (i < 5) {
    for (;;) { const s = await (await context.request.get(url + '/api/v1/search?q=zebrafinch' + i)).json(); if (s.items.some((x) => x.id === id)) break; if (Date.now() - t0 > 20000) { console.log('not found'); break; } await new Promise((w) => setTimeout(w, 20)); }
    const words = Date.now() - t0;
    for (;;) { const s = await context.request.get(url + `/api/v1/images/${id}/similar`); if (s.ok()) break; if (Date.now() - t0 > 20000) break; await new Promise((w) => setTimeout(w, 20)); }
    console.log('searchable by words after', words, 'ms; by look after', Date.now() - t0, 'ms');
  }
}
await page.waitForTimeout(3000);
const shot = async (name, path, width, act) => { await page.setViewportSize({ width, height: width < 500 ? 844 : 900 }); await page.goto(url + path); await page.waitForTimeout(1500); if (act) { await act(); await page.waitForTimeout(600); } await page.screenshot({ path: `/tmp/shots/${name}.png` }); };
await shot('account-390', '/', 390, async () => page.getByRole('button', { name: 'Account of ada' }).click());
await shot('feed-390', '/', 390, async () => { const b = page.getByRole('button', { name: /more|options|why/i }).first(); if (await b.count()) await b.click(); });
await shot('image-390', '/image/' + ids[0], 390);
await shot('image-1024', '/image/' + ids[0], 1024);
await shot('duplicates-1024', '/duplicates', 1024);
await shot('search-390', '/search?q=bird', 390);
await shot('settings-people-390', '/settings/people', 390);
await browser.close();
