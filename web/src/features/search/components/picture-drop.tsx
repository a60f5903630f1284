import { ImagePlus, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { pictureSearch } from '../model/picture-search';
import { usePictureSearch } from '../model/use-picture-search';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
const pictureIn = (data: DataTransfer | null) =>
  [...(data?.files ?? [])].find((file) => file.type.startsWith('image/') || file.type === '') ?? null;

/** A picture dropped or pasted anywhere in the app is searched for; says how that goes. */
export function PictureDrop() {
  const search = usePictureSearch();
  const state = useSyncExternalStore(pictureSearch.subscribe, pictureSearch.state);
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child comes before leaving its parent: only the balance says whether the pointer has left the page.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const allow = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = pictureIn(event.dataTransfer);
      if (file) void search(file);
    };
    const paste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      void search(file);
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
  }, [search]);

  return (
    <>
      {over && (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-canvas/90 p-6">
          <div className="flex flex-col items-center gap-5 rounded-3xl border-2 border-dashed border-line-strong px-10 py-14 text-center sm:px-20">
            <ImagePlus className="size-8 text-accent" aria-hidden />
            <p className="font-display text-3xl sm:text-4xl">Drop to find pictures like this</p>
            <p className="text-ink-soft">It is looked at and forgotten: nothing is stored.</p>
          </div>
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
