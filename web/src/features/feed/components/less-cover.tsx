import { useSyncExternalStore } from 'react';
import type { ImageCard } from '@/api/client';
import { lessOfThis } from '../model/less-of-this';
import { lessStore } from '../model/less-store';

/** Over a picture of which there shall be less: keeps its place, and the way back. */
export function LessCover({ item }: { readonly item: ImageCard }) {
  const less = useSyncExternalStore(lessStore.subscribe, () => lessStore.ids().has(item.id));
  if (!less) return null;
  return (
    <div
      role="status"
      className="absolute inset-0 grid place-items-center rounded-tile bg-canvas/92 p-3 text-center text-sm text-ink-soft"
    >
      <p>
        Less like this from the next pictures on.
        <button
          type="button"
          className="mx-auto mt-2 block rounded-full border border-line bg-surface px-4 py-1.5 font-medium text-ink hover:border-line-strong"
          onClick={() => void lessOfThis(item.id, false)}
        >
          Undo
        </button>
      </p>
    </div>
  );
}
