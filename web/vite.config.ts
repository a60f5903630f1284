import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.PALETTE_SERVER ?? 'http://127.0.0.1:8080';

/** The two faces seen first are fetched beside the script, not after it. */
function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((name) => /-latin-wght-normal.*\.woff2$/.test(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}`, crossorigin: '' },
            injectTo: 'head' as const,
          })),
    },
  };
}

interface Modules {
  readonly getModuleInfo: (id: string) => { readonly importers: readonly string[] } | null;
}

const ofFirstLoad = new Map<string, boolean>();

/** Whether the entry needs a module, directly or through others, without waiting for a page. */
function isOfFirstLoad(id: string, modules: Modules): boolean {
  const known = ofFirstLoad.get(id);
  if (known !== undefined) return known;
  ofFirstLoad.set(id, false); // for circles
  const importers = modules.getModuleInfo(id)?.importers ?? [];
  const needed =
    id.endsWith('/src/main.tsx') || importers.some((importer) => isOfFirstLoad(importer, modules));
  ofFirstLoad.set(id, needed);
  return needed;
}

const nameOfFirstLoad = (id: string, modules: Modules) => (isOfFirstLoad(id, modules) ? 'shared' : null);

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': server } },
  preview: { host: '127.0.0.1', proxy: { '/api': server } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    // Over HTTP/1.1 a browser fetches six files at once: what the first load shares with later pages is one file. What
    // only later pages share is none of it.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: nameOfFirstLoad, minShareCount: 2 }] } },
    },
  },
  test: {
    restoreMocks: true,
    maxWorkers: 1,
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'pure', environment: 'node', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['src/testing/setup.ts'],
        },
      },
    ],
  },
});
