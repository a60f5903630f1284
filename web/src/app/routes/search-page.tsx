import { lazy, Suspense, useEffect } from 'react';
import type { ImageCard } from '@/api/client';
import { TileToolsContext } from '@/components/wall/tile-tools';
import { LikeButton } from '@/features/likes/components/like-button';
import { SaveButton } from '@/features/palettes/components/save-button';
import { Canvas } from '@/features/search/components/canvas';
import { ResultButton } from '@/features/search/components/result-button';
import { SearchResults } from '@/features/search/components/search-results';
import { SearchStart } from '@/features/search/components/search-start';
import { describeQuery } from '@/features/search/model/describe-query';
import { closeResult, useResultTarget } from '@/features/search/model/result-target';
import { isSearchable } from '@/features/search/model/search-query';
import { useSearchQuery } from '@/features/search/model/use-search';
import { noteMet } from '@/features/wall/model/newcomer';

const ResultDialog = lazy(() =>
  import('@/features/search/components/result-dialog').then((module) => ({ default: module.ResultDialog })),
);

function ResultActions({ item }: { readonly item: ImageCard }) {
  return (
    <div className="tile-tools">
      <LikeButton image={item} />
      <SaveButton image={item} />
      <ResultButton image={item} />
    </div>
  );
}

export function SearchPage() {
  const query = useSearchQuery();
  const searchable = isSearchable(query);
  const target = useResultTarget();
  useEffect(noteMet, []);
  // In another search, and on another page, what was asked about is not there any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the search is what ends it.
  useEffect(() => closeResult, [query]);
  return (
    <>
      <title>{searchable ? `${describeQuery(query)} · Palette` : 'Search · Palette'}</title>
      <h1 className="sr-only">{searchable ? `Search for ${describeQuery(query)}` : 'Search'}</h1>
      <div className="gutter-text py-3 sm:py-4">
        <Canvas query={query} />
      </div>
      <TileToolsContext value={ResultActions}>
        {searchable ? <SearchResults query={query} /> : <SearchStart />}
      </TileToolsContext>
      {target && (
        <Suspense>
          <ResultDialog target={target} query={query} />
        </Suspense>
      )}
    </>
  );
}
