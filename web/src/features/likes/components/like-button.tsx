import { Heart } from 'lucide-react';
import type { ImageCard } from '@/api/client';
import { tileTool } from '@/components/button-styles';
import { useLiked } from '../model/like-store';
import { useToggleLike } from '../model/use-like';

interface LikeButtonProps {
  readonly image: ImageCard;
  readonly className?: string;
}

export function LikeButton({ image, className = tileTool }: LikeButtonProps) {
  const liked = useLiked(image);
  const toggle = useToggleLike();
  return (
    <button
      type="button"
      aria-pressed={liked}
      aria-label="Like"
      title={liked ? 'Liked (l)' : 'Like (l)'}
      className={className}
      onClick={() => toggle(image)}
    >
      <Heart
        aria-hidden
        className={`size-[18px] transition-transform duration-200 ${liked ? 'scale-110 fill-liked text-liked' : ''}`}
      />
    </button>
  );
}
