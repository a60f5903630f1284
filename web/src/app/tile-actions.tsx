import type { ImageCard } from '@/api/client';
import { LikeButton } from '@/features/likes/components/like-button';
import { SaveButton } from '@/features/palettes/components/save-button';

/** What every tile offers, on hover, focus and touch. */
export function TileActions({ item }: { readonly item: ImageCard }) {
  return (
    <div className="tile-tools">
      <LikeButton image={item} />
      <SaveButton image={item} />
    </div>
  );
}
