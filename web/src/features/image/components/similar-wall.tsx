import { Masonry } from '@/components/wall/masonry';
import { WallGroup } from '@/components/wall/wall-group';
import { WallMore } from '@/components/wall/wall-more';
import { useSimilarImages } from '../api/list-similar-images';

/** Pictures that look or mean alike, endless, best first. */
export function SimilarWall({ id, understood }: { readonly id: string; readonly understood: boolean }) {
  const similar = useSimilarImages(id, understood);
  const problem = similar.error;
  const waiting = !understood || problem?.code === 'not_ready';
  const loaded = similar.items.length;
  return (
    <section aria-labelledby="similar-title" className="mt-16 sm:mt-24">
      <h2 id="similar-title" className="gutter-text mb-6 font-display text-3xl">
        More like this
      </h2>
      {waiting && (
        <p className="gutter-text text-ink-soft">
          Once Palette has understood this picture, its kin appear here.
        </p>
      )}
      <div className="gutter">
        <WallGroup>
          <Masonry items={similar.items} label="More like this" busy={similar.isFetching} />
        </WallGroup>
      </div>
      {similar.isSuccess && loaded === 0 && (
        <p className="gutter-text text-ink-soft">There is nothing to compare it with yet.</p>
      )}
      {!waiting && (
        <WallMore
          loaded={loaded}
          hasMore={similar.hasNextPage || similar.isPending}
          loading={similar.isFetching}
          problem={problem}
          onMore={() => (loaded === 0 ? similar.refetch() : similar.fetchNextPage())}
        />
      )}
    </section>
  );
}
