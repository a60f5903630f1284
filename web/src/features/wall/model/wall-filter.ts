import type { Orientation } from '@/api/client';

/** `feed` is a person's own, and only whole: narrowed, a wall is shuffled or newest first. */
export type Order = 'feed' | 'shuffle' | 'newest';

/** What of the library the wall shows, and in which order. Lives in the address. */
export interface WallFilter {
  readonly order: Order;
  readonly orientation: Orientation | null;
  readonly tags: readonly string[];
}

const ORDERS = ['shuffle', 'newest'] as const;
export const ORIENTATIONS: readonly Orientation[] = ['portrait', 'landscape', 'square'];

/** `home` is the order of the wall without anything in its address. */
export function parseWallFilter(params: URLSearchParams, home: Order = 'shuffle'): WallFilter {
  const orientation = params.get('orientation');
  const narrowed = {
    orientation: ORIENTATIONS.find((known) => known === orientation) ?? null,
    tags: [...new Set(params.getAll('tag').filter(Boolean))].slice(0, 16),
  };
  const wanted = ORDERS.find((known) => known === params.get('order'));
  const otherwise = isFiltered(narrowed) ? 'shuffle' : home;
  return { ...narrowed, order: wanted ?? otherwise };
}

export function wallParams(
  { order, orientation, tags }: WallFilter,
  home: Order = 'shuffle',
): URLSearchParams {
  const params = new URLSearchParams();
  const otherwise = isFiltered({ orientation, tags }) ? 'shuffle' : home;
  if (order !== otherwise && order !== 'feed') params.set('order', order);
  if (orientation) params.set('orientation', orientation);
  for (const tag of tags) params.append('tag', tag);
  return params;
}

export function isFiltered({ orientation, tags }: Pick<WallFilter, 'orientation' | 'tags'>): boolean {
  return orientation !== null || tags.length > 0;
}

export function withTagToggled(filter: WallFilter, tag: string): WallFilter {
  const tags = filter.tags.includes(tag)
    ? filter.tags.filter((other) => other !== tag)
    : [...filter.tags, tag];
  return { ...filter, tags };
}

/** Another part of the library. A feed is not narrowed: what comes of it is shuffled, and the whole is the feed again. */
export function narrowed(
  { order, ...parts }: WallFilter,
  to: Partial<Omit<WallFilter, 'order'>>,
  home: Order,
): WallFilter {
  const next = { ...parts, ...to };
  if (order === 'newest') return { ...next, order };
  return { ...next, order: isFiltered(next) ? 'shuffle' : home };
}
