import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { useInstance, wasSignedIn } from '@/api/get-instance';
import { WallSkeleton } from '@/components/wall/wall-skeleton';
import { parseWallFilter } from '@/features/wall/model/wall-filter';
import { WallPage } from './wall-page';

// Fetched with the first load where somebody was logged in last time, so that it is there when it is needed.
const loadFeedPage = () => import('./feed-page').then((module) => ({ default: module.FeedPage }));
const FeedPage = lazy(loadFeedPage);
if (wasSignedIn()) void loadFeedPage();

/** `/`: a person's own feed, or the library's wall. */
export function HomePage() {
  const [params] = useSearchParams();
  const instance = useInstance();
  const personal = instance.data ? instance.data.viewer !== null : instance.isPending && wasSignedIn();
  if (personal && parseWallFilter(params, 'feed').order === 'feed') {
    return (
      <Suspense fallback={<Waiting />}>
        <FeedPage />
      </Suspense>
    );
  }
  return <WallPage personal={personal} />;
}

function Waiting() {
  return (
    <div className="gutter pt-16">
      <title>Palette</title>
      <WallSkeleton />
    </div>
  );
}
