import type { Orientation } from '@/api/client';
import { parseHex } from '@/lib/color';

// What is searched for, and its form in the address: a search is a link, with the server's own parameters. The limits are
// the server's. A part may end in `^weight`, a colour in `:share` before that.

export interface SearchQuery {
  readonly text: string;
  /** Further words, each meant by itself. */
  readonly also: readonly string[];
  /** Ids of Images, tokens of pictures that were only looked at; `@x,y,w,h` behind an id is a part of it. */
  readonly likes: readonly string[];
  /** `#rrggbb` */
  readonly colors: readonly string[];
  readonly minus: readonly string[];
  readonly minusLikes: readonly string[];
  readonly minusColors: readonly string[];
  readonly tags: readonly string[];
  readonly anyTags: readonly string[];
  readonly noTags: readonly string[];
  /** By `partKey`; what is not in it weighs 1. */
  readonly weights: Readonly<Record<string, number>>;
  /** How much of the picture a colour shall take, 0 to 1; what is not in it may be a small accent. */
  readonly shares: Readonly<Record<string, number>>;
  readonly orientation: Orientation | null;
  readonly artist: string;
  readonly owner: string;
  /** Only what is inside this one; with the key of its link where it is unlisted. */
  readonly palette: string;
  readonly key: string;
  readonly megapixels: number | null;
  /** Only what has a title or a description, or only what has neither. */
  readonly hasWords: boolean | null;
  /** Days of arrival, `yyyy-mm-dd`: the first one included, the last one not. */
  readonly from: string;
  readonly until: string;
  readonly sort: Sort;
  readonly seed: number | null;
  /** Words as they are written, without a guess at what was meant. */
  readonly asTyped: boolean;
}

export type Sort = 'relevance' | 'newest' | 'random';
export type PartName = 'text' | 'also' | 'likes' | 'colors' | 'minus' | 'minusLikes' | 'minusColors';
type ListName = Exclude<PartName, 'text'> | 'tags' | 'anyTags' | 'noTags';

export const EMPTY_QUERY: SearchQuery = {
  text: '',
  also: [],
  likes: [],
  colors: [],
  minus: [],
  minusLikes: [],
  minusColors: [],
  tags: [],
  anyTags: [],
  noTags: [],
  weights: {},
  shares: {},
  orientation: null,
  artist: '',
  owner: '',
  palette: '',
  key: '',
  megapixels: null,
  hasWords: null,
  from: '',
  until: '',
  sort: 'relevance',
  seed: null,
  asTyped: false,
};

export const LIMITS = {
  text: 490,
  also: 7,
  likes: 8,
  colors: 6,
  minus: 8,
  minusLikes: 8,
  minusColors: 6,
  tags: 16,
  anyTags: 16,
  noTags: 16,
} as const;

/** The lists and their parameters, in the order of the address. */
const WEIGHTED: readonly [Exclude<PartName, 'text'>, string][] = [
  ['also', 'q'],
  ['likes', 'like'],
  ['minus', 'minus'],
  ['minusLikes', 'minus_like'],
  ['colors', 'color'],
  ['minusColors', 'minus_color'],
];
const PLAIN: readonly ['tags' | 'anyTags' | 'noTags', string][] = [
  ['tags', 'tag'],
  ['anyTags', 'any_tag'],
  ['noTags', 'no_tag'],
];
const ORIENTATIONS: readonly Orientation[] = ['portrait', 'landscape', 'square'];
const SORTS: readonly Sort[] = ['relevance', 'newest', 'random'];
const WEIGHT = /\^(\d+(?:\.\d+)?)$/;
const SHARE = /:(0?\.\d+|1(?:\.0+)?|0)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const WEIGHT_MIN = 0.1;
const WEIGHT_MAX = 10;

export function partKey(name: PartName, value: string): string {
  return `${name} ${value}`;
}

export function parseSearchQuery(params: URLSearchParams): SearchQuery {
  const weights: Record<string, number> = {};
  const shares: Record<string, number> = {};

  const part = (name: PartName, raw: string): string => {
    const weight = Number(WEIGHT.exec(raw)?.[1] ?? 1);
    let value = raw.replace(WEIGHT, '').trim();
    if (name === 'colors' || name === 'minusColors') {
      const share = SHARE.exec(value)?.[1];
      value = parseHex(value.replace(SHARE, '')) ?? '';
      if (value && share !== undefined) shares[partKey(name, value)] = Number(share);
    }
    value = value.slice(0, name === 'likes' || name === 'minusLikes' ? undefined : LIMITS.text).trim();
    if (value && weight !== 1)
      weights[partKey(name, value)] = Math.min(WEIGHT_MAX, Math.max(WEIGHT_MIN, weight));
    return value;
  };
  const list = (name: Exclude<PartName, 'text'>, from: readonly string[]) =>
    distinct(from.map((raw) => part(name, raw))).slice(0, LIMITS[name]);

  const [first = '', ...others] = params.getAll('q').filter((words) => words.trim() !== '');
  const parts = { also: list('also', others) } as Record<Exclude<PartName, 'text'>, string[]>;
  for (const [name, parameter] of WEIGHTED) {
    if (name !== 'also') parts[name] = list(name, params.getAll(parameter));
  }
  const words = (parameter: string) => distinct(params.getAll(parameter).map((word) => word.trim()));
  const orientation = params.get('orientation');
  const sort = params.get('sort');
  const megapixels = Number(params.get('min_megapixels') ?? 0);
  const seed = params.get('seed');
  const hasWords = params.get('has_words');
  return {
    text: part('text', first),
    ...parts,
    tags: words('tag').slice(0, LIMITS.tags),
    anyTags: words('any_tag').slice(0, LIMITS.anyTags),
    noTags: words('no_tag').slice(0, LIMITS.noTags),
    weights,
    shares,
    orientation: ORIENTATIONS.find((known) => known === orientation) ?? null,
    artist: (params.get('artist') ?? '').trim().slice(0, LIMITS.text),
    owner: (params.get('owner') ?? '').trim(),
    palette: (params.get('palette') ?? '').trim(),
    key: (params.get('key') ?? '').trim(),
    megapixels: megapixels > 0 ? megapixels : null,
    hasWords: hasWords === 'true' || hasWords === 'false' ? hasWords === 'true' : null,
    from: day(params.get('from')),
    until: day(params.get('until')),
    sort: SORTS.find((known) => known === sort) ?? 'relevance',
    seed: seed !== null && /^\d{1,10}$/.test(seed) ? Number(seed) : null,
    asTyped: params.get('typos') === 'keep',
  };
}

export function searchParams(query: SearchQuery): URLSearchParams {
  const params = new URLSearchParams();
  const written = (name: PartName, value: string): string => {
    const key = partKey(name, value);
    const share = query.shares[key];
    const weight = query.weights[key] ?? 1;
    const bare = value.startsWith('#') ? value.slice(1) : value;
    // Words that end like a weight are written with one.
    const weighs = weight !== 1 || WEIGHT.test(value);
    return `${bare}${share === undefined ? '' : `:${share}`}${weighs ? `^${weight}` : ''}`;
  };
  if (query.text) params.set('q', written('text', query.text));
  for (const [name, parameter] of WEIGHTED) {
    for (const value of query[name]) {
      params.append(parameter, written(name, value));
    }
  }
  for (const [name, parameter] of PLAIN) {
    for (const value of query[name]) params.append(parameter, value);
  }
  const rest: Readonly<Record<string, string | number | null | boolean>> = {
    orientation: query.orientation,
    artist: query.artist,
    owner: query.owner,
    palette: query.palette,
    key: query.palette !== '' && query.key,
    min_megapixels: query.megapixels,
    has_words: query.hasWords === null ? null : String(query.hasWords),
    from: query.from,
    until: query.until,
    sort: query.sort !== 'relevance' && query.sort,
    seed: query.sort === 'random' && query.seed,
    typos: query.asTyped && 'keep',
  };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null && value !== false && value !== '') params.set(name, String(value));
  }
  return params;
}

export function searchPath(query: SearchQuery): string {
  const params = searchParams(query).toString();
  return params ? `/search?${params}` : '/search';
}

/** What is not wanted only narrows, and so do shape, size and date: with nothing else there is nothing to look for. */
export function isSearchable(query: SearchQuery): boolean {
  const { text, also, likes, colors, tags, anyTags, artist, owner, palette } = query;
  return (
    [text, artist, owner, palette].some((words) => words !== '') ||
    [also, likes, colors, tags, anyTags].some((parts) => parts.length > 0)
  );
}

export function withAdded(query: SearchQuery, name: ListName, value: string): SearchQuery {
  return { ...query, [name]: distinct([...query[name], value]).slice(-LIMITS[name]) };
}

export function withRemoved(query: SearchQuery, name: ListName | 'text', value: string): SearchQuery {
  const key = `${name} ${value}`;
  const { [key]: _weight, ...weights } = query.weights;
  const { [key]: _share, ...shares } = query.shares;
  const rest = { ...query, weights, shares };
  return name === 'text'
    ? { ...rest, text: '' }
    : { ...rest, [name]: query[name].filter((other) => other !== value) };
}

function day(text: string | null): string {
  return text && DAY.test(text) ? text : '';
}

export function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
