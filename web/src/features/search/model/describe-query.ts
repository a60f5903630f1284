import type { SearchQuery } from './search-query';

/** In words, for titles and messages. */
export function describeQuery(query: SearchQuery): string {
  const counted = (parts: readonly string[], one: string, many: string) =>
    parts.length === 0 ? [] : [parts.length === 1 ? `a ${one}` : `${parts.length} ${many}`];
  const wanted = [
    ...[query.text, ...query.also].filter(Boolean).map((words) => `“${words}”`),
    ...[...query.tags, ...query.anyTags].map((tag) => `#${tag}`),
    ...counted(query.likes, 'picture', 'pictures'),
    ...counted(query.colors, 'colour', 'colours'),
    ...(query.artist ? [query.artist] : []),
    ...(query.owner ? [query.owner] : []),
    ...(query.palette ? ['a Palette'] : []),
  ];
  const unwanted = [
    ...query.minus,
    ...query.noTags.map((tag) => `#${tag}`),
    ...counted(query.minusLikes, 'picture', 'pictures'),
    ...counted(query.minusColors, 'colour', 'colours'),
  ];
  const said = wanted.join(' and ');
  return unwanted.length > 0 ? `${said} without ${unwanted.join(', ')}` : said;
}
