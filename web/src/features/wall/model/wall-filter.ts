import type { Orientation } from '@/api/client';

/** What of the library the wall shows, and in which order. Lives in the address. */
export interface WallFilter {
  readonly order: 'shuffle' | 'newest';
  readonly orientation: Orientation | null;
  readonly tags: readonly string[];
}

export const ORIENTATIONS: readonly Orientation[] = ['portrait', 'landscape', 'square'];

export function parseWallFilter(params: URLSearchParams): WallFilter {
  const orientation = params.get('orientation');
  return {
    order: params.get('order') === 'newest' ? 'newest' : 'shuffle',
    orientation: ORIENTATIONS.find((known) => known === orientation) ?? null,
    tags: [...new Set(params.getAll('tag').filter(Boolean))].slice(0, 16),
  };
}

export function wallParams({ order, orientation, tags }: WallFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (order === 'newest') params.set('order', order);
  if (orientation) params.set('orientation', orientation);
  for (const tag of tags) params.append('tag', tag);
  return params;
}

export function isFiltered({ orientation, tags }: WallFilter): boolean {
  return orientation !== null || tags.length > 0;
}

export function withTagToggled(filter: WallFilter, tag: string): WallFilter {
  const tags = filter.tags.includes(tag)
    ? filter.tags.filter((other) => other !== tag)
    : [...filter.tags, tag];
  return { ...filter, tags };
}
