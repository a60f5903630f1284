import { Ellipsis } from 'lucide-react';
import { useContext } from 'react';
import type { ImageCard } from '@/api/client';
import { reasonFor } from '../model/reason';
import { FeedMenuContext } from './feed-menu';

export function FeedMenuButton({ item }: { readonly item: ImageCard }) {
  const open = useContext(FeedMenuContext);
  if (!reasonFor(item)) return null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={`Why ${item.alt} is here, and less like it`}
      title="Why this, and less like it"
      className="absolute right-2 bottom-2 grid size-9 place-items-center rounded-full bg-black/55 text-white transition-colors hover:bg-black/80"
      onClick={({ currentTarget }) => open(item, currentTarget)}
    >
      <Ellipsis className="size-[18px]" aria-hidden />
    </button>
  );
}
