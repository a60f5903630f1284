import { CircleMinus, Images } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { dialogPlace } from '@/components/dialog-place';
import { closeResult, type ResultTarget } from '../model/result-target';
import { type SearchQuery, withAdded } from '../model/search-query';
import { useGoToSearch } from '../model/use-search';
import { MatchReasons } from './match-reasons';

interface ResultDialogProps {
  readonly target: ResultTarget;
  readonly query: SearchQuery;
}

const row = 'flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left text-[15px] hover:bg-sunken';
const SIZE = { width: 320, height: 380 };

/** Why a result is there, and how to steer the search by it. */
export function ResultDialog({ target, query }: ResultDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const go = useGoToSearch();
  const { image, at } = target;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const steer = (name: 'likes' | 'minusLikes') => {
    dialog.current?.close();
    go(withAdded(query, name, image.id));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      aria-label={`Why ${image.alt} matched`}
      className="fixed m-0 w-[320px] overflow-y-auto rounded-2xl border border-line bg-surface p-0 shadow-float backdrop:bg-transparent max-sm:inset-x-2 max-sm:top-auto max-sm:bottom-2 max-sm:w-auto max-sm:max-w-none max-sm:backdrop:bg-veil"
      style={dialogPlace(at, SIZE)}
      onClose={closeResult}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="p-5 pb-3">
        <MatchReasons id={image.id} query={query} />
      </div>
      <div className="border-t border-line p-2">
        <button type="button" className={row} onClick={() => steer('likes')}>
          <Images className="size-4" aria-hidden />
          More like this
        </button>
        <button type="button" className={row} onClick={() => steer('minusLikes')}>
          <CircleMinus className="size-4 text-danger" aria-hidden />
          Not like this
        </button>
      </div>
    </dialog>
  );
}
