import { useEffect } from 'react';
import { Canvas } from '@/features/search/components/canvas';
import { SearchResults } from '@/features/search/components/search-results';
import { SearchStart } from '@/features/search/components/search-start';
import { describeQuery, isSearchable } from '@/features/search/model/search-query';
import { useSearchQuery } from '@/features/search/model/use-search';
import { noteMet } from '@/features/wall/model/newcomer';

export function SearchPage() {
  const query = useSearchQuery();
  const searchable = isSearchable(query);
  useEffect(noteMet, []);
  return (
    <>
      <title>{searchable ? `${describeQuery(query)} · Palette` : 'Search · Palette'}</title>
      <h1 className="sr-only">{searchable ? `Search for ${describeQuery(query)}` : 'Search'}</h1>
      <div className="gutter-text py-3 sm:py-4">
        <Canvas query={query} />
      </div>
      {searchable ? <SearchResults query={query} /> : <SearchStart />}
    </>
  );
}
