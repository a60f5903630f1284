import type { ImageCard, Palette } from '@/api/client';
import { plural } from '@/lib/format';

export type Visibility = Palette['visibility'];

export const VISIBILITIES: Readonly<Record<Visibility, { readonly label: string; readonly says: string }>> = {
  private: { label: 'Private', says: 'Only you and the people you invite' },
  unlisted: { label: 'Unlisted', says: 'Everyone who has the link' },
  public: { label: 'Public', says: 'Everyone, and on your profile' },
};

export const TITLE_CHARACTERS_MAX = 200;
export const DESCRIPTION_CHARACTERS_MAX = 5000;

/** Whether the person may put pictures in; what is in a living one, its search says. */
export function mayAdd({ role, living }: Pick<Palette, 'role' | 'living'>): boolean {
  return !living && (role === 'owner' || role === 'contributor');
}

export function palettePath(id: string, key?: string | null): string {
  return key ? `/palette/${id}?key=${encodeURIComponent(key)}` : `/palette/${id}`;
}

export function countOf({ images }: Pick<Palette, 'images'>): string {
  return images === 0 ? 'Empty' : plural(images, 'picture', 'pictures');
}

export const SORTS = {
  changed: 'Last changed',
  newest: 'Newest',
  title: 'Title',
  largest: 'Most pictures',
} as const;

export type Sort = keyof typeof SORTS;

const titles = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const ORDERS: Readonly<Record<Sort, (a: Palette, b: Palette) => number>> = {
  changed: (a, b) => b.updated_at.localeCompare(a.updated_at),
  newest: (a, b) => b.created_at.localeCompare(a.created_at),
  title: (a, b) => titles.compare(a.title, b.title),
  largest: (a, b) => b.images - a.images,
};

export function sorted(palettes: readonly Palette[], sort: Sort): Palette[] {
  return [...palettes].sort((a, b) => ORDERS[sort](a, b) || (a.id < b.id ? 1 : -1));
}

/** Those whose title has every word of what was typed, as one types it. */
export function matching(palettes: readonly Palette[], typed: string): Palette[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return palettes.filter(({ title }) => words.every((word) => plain(title).includes(word)));
}

export function titled(palettes: readonly Palette[], title: string): Palette | undefined {
  return palettes.find((palette) => plain(palette.title) === plain(title));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The picture whose place an item takes when it is moved: null for the first place. */
export function placeAfter(
  items: readonly Pick<ImageCard, 'id'>[],
  moved: string,
  to: number,
): string | null {
  const others = items.filter(({ id }) => id !== moved);
  return to <= 0 ? null : (others[Math.min(to, others.length) - 1]?.id ?? null);
}

/** What each of some items stands behind, in the order of the list: put back one by one, all are where they were. */
export function placesOf(
  items: readonly Pick<ImageCard, 'id'>[],
  ids: readonly string[],
): { readonly ids: string[]; readonly afters: (string | null)[] } {
  const wanted = new Set(ids);
  const at = items.flatMap(({ id }, index) => (wanted.has(id) ? [index] : []));
  return {
    ids: at.map((index) => items[index]?.id ?? ''),
    afters: at.map((index) => items[index - 1]?.id ?? null),
  };
}

export function withMoved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, index) => index !== from);
  const [item] = items.slice(from, from + 1);
  return item === undefined ? rest : [...rest.slice(0, to), item, ...rest.slice(to)];
}
