import { Link } from 'react-router';
import type { SearchPage, SearchResult } from '@/api/client';
import { buttonQuiet } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { formatCount, plural } from '@/lib/format';
import { useSearchResults } from '../api/search-images';
import { describeQuery } from '../model/describe-query';
import { lineAbove, type MatchSection, matchSections } from '../model/match-sections';
import { withoutFilters } from '../model/query-filters';
import { isSearchable, type SearchQuery, searchPath } from '../model/search-query';
import { MatchLine } from './match-line';

const HEADINGS = { strong: 'Strong matches', related: 'Related pictures', weak: 'Guesses' } as const;

/** What was found, in the order the server ranked it, with an honest line where the matches get worse. */
export function SearchResults({ query }: { readonly query: SearchQuery }) {
  const results = useSearchResults(query);
  const sections = sectionsOf(query, results.items);
  const loaded = results.items.length;
  const ranked = query.sort === 'relevance';
  const nothing = ranked && results.firstPage?.answered === false;

  if (results.isError && loaded === 0) {
    return <LoadProblem problem={results.error} onRetry={() => results.refetch()} />;
  }
  if (results.isPending) {
    return (
      <div className="gutter pt-6" role="status" aria-label="Searching">
        <WallSkeleton />
      </div>
    );
  }
  if (loaded === 0) return <NothingFound query={query} />;

  return (
    <>
      <Corrections query={query} page={results.firstPage} />
      {nothing ? (
        <div className="gutter-text pt-10 pb-10 text-center">
          <h2 className="mx-auto max-w-2xl font-display text-3xl text-balance">
            Nothing here really matches {describeQuery(query)}.
          </h2>
          <p className="mt-3 text-ink-soft">The closest are below. They are a guess.</p>
        </div>
      ) : (
        ranked && <Counts page={results.firstPage} />
      )}
      <WallGroup key={describeKey(query)}>
        {sections.map(({ match, items }, at) => {
          const line = nothing || !ranked ? null : lineAbove(match, sections[at - 1]?.match);
          return (
            <section
              key={match}
              aria-label={line ? undefined : ranked ? HEADINGS[match] : 'Pictures'}
              aria-labelledby={line ? `line-${match}` : undefined}
            >
              {line && at > 0 && <MatchLine id={`line-${match}`} text={line} accent={at === 1} />}
              {line && at === 0 && (
                <h2 id={`line-${match}`} className="gutter-text pb-6 font-display text-2xl">
                  {line}
                </h2>
              )}
              <div className="gutter">
                <Masonry
                  items={items}
                  label={ranked ? HEADINGS[match] : 'Pictures'}
                  busy={results.isFetching}
                  first={at === 0}
                />
              </div>
            </section>
          );
        })}
      </WallGroup>
      <WallMore
        loaded={loaded}
        hasMore={results.hasNextPage}
        loading={results.isFetchingNextPage}
        problem={results.isFetchNextPageError ? results.error : null}
        onMore={() => results.fetchNextPage()}
        end="Nothing further."
      />
    </>
  );
}

// Where the order is another than by relevance, there is no line to draw.
function sectionsOf(query: SearchQuery, items: readonly SearchResult[]): MatchSection[] {
  if (query.sort === 'relevance') return matchSections(items);
  return items.length === 0 ? [] : [{ match: 'strong', items }];
}

/** What the words were taken for, and the way to what was typed. */
function Corrections({
  query,
  page,
}: {
  readonly query: SearchQuery;
  readonly page: SearchPage | undefined;
}) {
  if (!page || page.corrections.length === 0) return null;
  return (
    <p role="status" className="gutter-text pb-4 text-[17px]">
      {page.corrections.map(({ asked, searched }) => (
        <span key={asked}>
          Showing <em className="font-display text-lg">{searched}</em>, for nobody here knows “{asked}”.{' '}
        </span>
      ))}
      <Link
        to={searchPath({ ...query, asTyped: true })}
        className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
      >
        Search for it as typed
      </Link>
    </p>
  );
}

function describeKey(query: SearchQuery): string {
  return JSON.stringify(query);
}

function Counts({ page }: { readonly page: SearchPage | undefined }) {
  if (!page) return null;
  const { strong, related } = page.counts;
  if (strong === 0) return null;
  const parts = [
    plural(strong, 'strong match', 'strong matches'),
    related > 0 && `${formatCount(related)} related`,
  ];
  return (
    <p role="status" className="gutter-text pt-1 pb-4 text-sm text-ink-soft tabular-nums">
      {parts.filter((part) => part !== false).join(' · ')}
    </p>
  );
}

function NothingFound({ query }: { readonly query: SearchQuery }) {
  const wider = withoutFilters(query);
  const narrowed = searchPath(wider) !== searchPath(query);
  const meaning = isSearchable(wider)
    ? wider
    : { ...wider, text: [...query.tags, query.artist].join(' ').trim() };
  return (
    <Notice
      title={`Nothing found for ${describeQuery(query)}.`}
      actions={
        <>
          {narrowed && isSearchable(meaning) && (
            <Link to={searchPath(meaning)} className={buttonQuiet}>
              Search for the meaning only
            </Link>
          )}
          <Link to="/" className={buttonQuiet}>
            Back to the wall
          </Link>
        </>
      }
    >
      {narrowed
        ? 'No picture passes all of these filters at once. Take one of them away above, or search by meaning.'
        : 'The library may still be empty or being understood. Other words, a picture or a colour may find it.'}
    </Notice>
  );
}
