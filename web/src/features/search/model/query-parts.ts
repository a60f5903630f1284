import { distinct, type PartName, partKey, type SearchQuery, withAdded, withRemoved } from './search-query';

// What one does to a part that is there already: how much it counts, and what it is taken for.

export function withWeight(query: SearchQuery, name: PartName, value: string, weight: number): SearchQuery {
  const { [partKey(name, value)]: _before, ...others } = query.weights;
  return { ...query, weights: weight === 1 ? others : { ...others, [partKey(name, value)]: weight } };
}

export function withShare(
  query: SearchQuery,
  name: PartName,
  value: string,
  share: number | null,
): SearchQuery {
  const { [partKey(name, value)]: _before, ...others } = query.shares;
  return { ...query, shares: share === null ? others : { ...others, [partKey(name, value)]: share } };
}

const OPPOSITES: Readonly<Record<PartName, Exclude<PartName, 'text'>>> = {
  text: 'minus',
  also: 'minus',
  likes: 'minusLikes',
  colors: 'minusColors',
  minus: 'also',
  minusLikes: 'likes',
  minusColors: 'colors',
};

/** What was wanted is not, or the other way round, with the same weight. */
export function withTurned(query: SearchQuery, name: PartName, value: string): SearchQuery {
  const opposite = OPPOSITES[name];
  const weight = query.weights[partKey(name, value)] ?? 1;
  const without = withRemoved(query, name, value);
  if (opposite === 'also' && without.text === '') {
    return withWeight({ ...without, text: value }, 'text', value, weight);
  }
  return withWeight(withAdded(without, opposite, value), opposite, value, weight);
}

/** One picture in the place of another, for instance a part of it. */
export function withReplaced(
  query: SearchQuery,
  name: 'likes' | 'minusLikes',
  value: string,
  by: string,
): SearchQuery {
  const weight = query.weights[partKey(name, value)] ?? 1;
  const replaced = { ...query, [name]: distinct(query[name].map((other) => (other === value ? by : other))) };
  return withWeight(withWeight(replaced, name, value, 1), name, by, weight);
}
