import { Ellipsis } from 'lucide-react';
import type { ImageCard } from '@/api/client';
import { tileTool } from '@/components/button-styles';
import { askAboutResult } from '../model/result-target';

/** On a tile of the results: why it is there, and how to steer the search by it. */
export function ResultButton({ image }: { readonly image: ImageCard }) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label="Why it matched, and more"
      title="Why it matched, and more"
      className={tileTool}
      onClick={(event) => askAboutResult(image, event.currentTarget)}
    >
      <Ellipsis className="size-[18px]" aria-hidden />
    </button>
  );
}
