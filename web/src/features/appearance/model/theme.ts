import { local, readStored, writeStored } from '@/lib/storage';

// index.html applies the theme before the first paint by the same key and rule.

export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'palette.theme';
const PAPER = { light: '#fbfaf8', dark: '#131211' };

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value);
const prefersDark = () => window.matchMedia('(prefers-color-scheme: dark)');

class ThemeStore {
  #theme: Theme | null = null;
  readonly #listeners = new Set<() => void>();

  get = (): Theme => {
    this.#theme ??= readStored(local, KEY, isTheme) ?? 'system';
    return this.#theme;
  };

  set(theme: Theme): void {
    this.#theme = theme;
    writeStored(local, KEY, theme);
    this.apply();
    for (const listener of this.#listeners) listener();
  }

  apply = (): void => {
    const shown = this.get() === 'system' ? (prefersDark().matches ? 'dark' : 'light') : this.get();
    document.documentElement.dataset.theme = shown === 'dark' ? 'dark' : 'light';
    document
      .querySelector('meta[name=theme-color]')
      ?.setAttribute('content', shown === 'dark' ? PAPER.dark : PAPER.light);
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const system = prefersDark();
    system.addEventListener('change', this.apply);
    return () => {
      this.#listeners.delete(listener);
      system.removeEventListener('change', this.apply);
    };
  };
}

export const themeStore = new ThemeStore();
