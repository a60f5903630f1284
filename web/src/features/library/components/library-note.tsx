import { formatCount } from '@/lib/format';
import { useLibrary } from '../model/use-library';

/** While pictures are being understood: how far it is. Floats, so that nothing moves when it comes and goes. */
export function LibraryNote() {
  const library = useLibrary();
  if (!library || library.pending === 0 || library.images === 0) return null;
  const done = library.images - library.pending;
  return (
    <div
      role="progressbar"
      aria-label="Understanding pictures"
      aria-valuemin={0}
      aria-valuenow={done}
      aria-valuemax={library.images}
      className="pointer-events-none fixed inset-x-0 bottom-4 z-20 flex justify-center px-4 pb-[env(safe-area-inset-bottom)]"
    >
      <div className="overflow-hidden rounded-full border border-line bg-surface text-sm text-ink-soft shadow-float">
        <p className="px-5 py-2.5 tabular-nums">
          Understanding {formatCount(done)} of {formatCount(library.images)} pictures…
        </p>
        <div
          aria-hidden
          className="-mt-0.5 h-0.5 origin-left bg-accent transition-transform duration-700"
          style={{ transform: `scaleX(${done / library.images})` }}
        />
      </div>
    </div>
  );
}
