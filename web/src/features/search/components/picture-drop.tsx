import { ImagePlus, Search, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { pictureSearch } from '../model/picture-search';
import { usePictureSearch } from '../model/use-picture-search';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
const pictureIn = (data: DataTransfer | null) =>
  [...(data?.files ?? [])].find((file) => file.type.startsWith('image/') || file.type === '') ?? null;

type Side = 'find' | 'keep';

interface PictureDropProps {
  /** Takes pictures into the library, where the person may; without it all are only searched for. */
  readonly onKeep?: ((data: DataTransfer) => void) | undefined;
  /** On a page for bringing pictures in, nothing is searched for. */
  readonly keepOnly?: boolean;
}

/** A picture dropped or pasted anywhere in the app is searched for or kept; says how the search goes. */
export function PictureDrop({ onKeep, keepOnly = false }: PictureDropProps) {
  const search = usePictureSearch();
  const state = useSyncExternalStore(pictureSearch.subscribe, pictureSearch.state);
  const [over, setOver] = useState<Side | null>(null);
  const keep = useRef(onKeep);
  useEffect(() => {
    keep.current = onKeep;
  });
  const keeps = onKeep !== undefined;

  // Once the page is seen a picture may come: it is listened for before.
  useLayoutEffect(() => {
    // Entering a child comes before leaving its parent: only the balance says whether the pointer has left the page.
    let depth = 0;
    const sideOf = ({ clientX }: DragEvent): Side => {
      if (!keeps) return 'find';
      return keepOnly || clientX > window.innerWidth / 2 ? 'keep' : 'find';
    };
    const take = (side: Side, data: DataTransfer | null) => {
      if (side === 'keep' && data) return keep.current?.(data);
      const file = pictureIn(data);
      if (file) void search(file);
    };
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setOver(sideOf(event));
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(null);
    };
    const allow = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(sideOf(event));
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(null);
      take(sideOf(event), event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (!pictureIn(event.clipboardData)) return;
      event.preventDefault();
      take(keeps && keepOnly ? 'keep' : 'find', event.clipboardData);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', allow);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', allow);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, [search, keeps, keepOnly]);

  return (
    <>
      {over && (
        <div className="pointer-events-none fixed inset-0 z-50 flex gap-4 bg-canvas/90 p-4 sm:p-8">
          {!keepOnly && (
            <Target
              icon={Search}
              title="Drop to find pictures like this"
              aim={over === 'find'}
              words="It is looked at and forgotten: nothing is stored."
            />
          )}
          {keeps && (
            <Target
              icon={ImagePlus}
              title="Drop to add to the library"
              aim={over === 'keep'}
              words="As many as you like; whole folders too."
            />
          )}
        </div>
      )}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-20 z-40 flex justify-center px-4"
      >
        {state.step === 'looking' && (
          <p className="rounded-full bg-ink px-5 py-2.5 text-sm text-canvas shadow-float">
            Looking at {state.name || 'your picture'}…
          </p>
        )}
        {state.step === 'failed' && (
          <p className="pointer-events-auto flex items-center gap-3 rounded-full bg-ink py-1.5 pr-1.5 pl-5 text-sm text-canvas shadow-float">
            {state.name}: {state.reason}
            <button
              type="button"
              aria-label="Close the message"
              className="grid size-8 place-items-center rounded-full hover:bg-canvas/15"
              onClick={pictureSearch.dismiss}
            >
              <X className="size-4" aria-hidden />
            </button>
          </p>
        )}
      </div>
    </>
  );
}

interface TargetProps {
  readonly icon: typeof Search;
  readonly title: string;
  readonly words: string;
  /** The picture would land here. */
  readonly aim: boolean;
}

function Target({ icon: Icon, title, words, aim }: TargetProps) {
  return (
    <div
      className={`grid flex-1 place-items-center rounded-3xl border-2 border-dashed px-6 text-center transition-colors ${aim ? 'border-accent bg-surface' : 'border-line-strong/50 opacity-60'}`}
    >
      <div className="flex flex-col items-center gap-5">
        <Icon className="size-8 text-accent" aria-hidden />
        <p className="font-display text-3xl text-balance sm:text-4xl">{title}</p>
        <p className="text-ink-soft">{words}</p>
      </div>
    </div>
  );
}
