import type { Orientation } from '@/api/client';
import { parseHex } from '@/lib/color';

// What is searched for, and its form in the address: a search is a link. The limits are the server's.

export interface SearchQuery {
  readonly text: string;
  /** Ids of Images, and tokens of pictures that were only looked at. */
  readonly likes: readonly string[];
  readonly minus: readonly string[];
  /** `#rrggbb` */
  readonly colors: readonly string[];
  readonly tags: readonly string[];
  readonly orientation: Orientation | null;
}

export const EMPTY_QUERY: SearchQuery = {
  text: '',
  likes: [],
  minus: [],
  colors: [],
  tags: [],
  orientation: null,
};

export const LIMITS = { text: 500, likes: 8, minus: 8, colors: 6, tags: 16 } as const;

const ORIENTATIONS: readonly Orientation[] = ['portrait', 'landscape', 'square'];

export function parseSearchQuery(params: URLSearchParams): SearchQuery {
  const words = (name: string, limit: number) =>
    distinct(params.getAll(name).map((value) => value.trim().slice(0, LIMITS.text))).slice(0, limit);
  const orientation = params.get('orientation');
  return {
    text: (params.get('q') ?? '').trim().slice(0, LIMITS.text),
    likes: distinct(params.getAll('like')).slice(0, LIMITS.likes),
    minus: words('minus', LIMITS.minus),
    colors: distinct(params.getAll('color').map((value) => parseHex(value) ?? '')).slice(0, LIMITS.colors),
    tags: words('tag', LIMITS.tags),
    orientation: ORIENTATIONS.find((known) => known === orientation) ?? null,
  };
}

export function searchParams(query: SearchQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (query.text) params.set('q', query.text);
  for (const like of query.likes) params.append('like', like);
  for (const minus of query.minus) params.append('minus', minus);
  for (const color of query.colors) params.append('color', color.slice(1));
  for (const tag of query.tags) params.append('tag', tag);
  if (query.orientation) params.set('orientation', query.orientation);
  return params;
}

export function searchPath(query: SearchQuery): string {
  const params = searchParams(query).toString();
  return params ? `/search?${params}` : '/search';
}

/** "Not this" and the orientation only narrow: with nothing else there is nothing to look for. */
export function isSearchable({ text, likes, colors, tags }: SearchQuery): boolean {
  return text !== '' || likes.length > 0 || colors.length > 0 || tags.length > 0;
}

type ListName = 'likes' | 'minus' | 'colors' | 'tags';

export function withAdded(query: SearchQuery, name: ListName, value: string): SearchQuery {
  return { ...query, [name]: distinct([...query[name], value]).slice(-LIMITS[name]) };
}

export function withRemoved(query: SearchQuery, name: ListName, value: string): SearchQuery {
  return { ...query, [name]: query[name].filter((other) => other !== value) };
}

/** In words, for titles and messages. */
export function describeQuery(query: SearchQuery): string {
  const parts: string[] = [];
  if (query.text) parts.push(`“${query.text}”`);
  if (query.tags.length > 0) parts.push(query.tags.map((tag) => `#${tag}`).join(' '));
  if (query.likes.length > 0)
    parts.push(query.likes.length === 1 ? 'a picture' : `${query.likes.length} pictures`);
  if (query.colors.length > 0)
    parts.push(query.colors.length === 1 ? 'a colour' : `${query.colors.length} colours`);
  const wanted = parts.join(' and ');
  return query.minus.length > 0 ? `${wanted} without ${query.minus.join(', ')}` : wanted;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
