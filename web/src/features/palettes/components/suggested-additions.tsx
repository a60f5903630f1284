import { useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { ImageCard, Palette } from '@/api/client';
import { tileTool } from '@/components/button-styles';
import { Masonry } from '@/components/wall/masonry';
import { type TileTools, TileToolsContext } from '@/components/wall/tile-tools';
import { WallGroup } from '@/components/wall/wall-group';
import { usePaletteSuggestions } from '../api/list-palette-suggestions';
import { saveTo } from '../model/save-to';

/** Pictures that would go with those inside, one click away from them. */
export function SuggestedAdditions({ palette }: { readonly palette: Palette }) {
  const client = useQueryClient();
  const suggestions = usePaletteSuggestions(palette.id, palette.images > 0);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(
    () => suggestions.data?.items.filter(({ id }) => !taken.has(id)) ?? [],
    [suggestions.data, taken],
  );

  const latest = useRef(palette);
  latest.current = palette;
  const add = useCallback(
    async (item: ImageCard) => {
      setTaken((before) => new Set([...before, item.id]));
      if (await saveTo(client, latest.current, [item])) return;
      setTaken((before) => new Set([...before].filter((id) => id !== item.id)));
    },
    [client],
  );
  const AddTool: TileTools = useMemo(
    () =>
      function AddTool({ item }) {
        return (
          <div className="tile-tools">
            <button
              type="button"
              aria-label="Add to this Palette"
              title="Add to this Palette"
              className={tileTool}
              onClick={() => void add(item)}
            >
              <Plus className="size-[18px]" aria-hidden />
            </button>
          </div>
        );
      },
    [add],
  );

  if (items.length === 0) return null;
  return (
    <section aria-labelledby="suggestions-title" className="mt-16 pb-16 sm:mt-24">
      <div className="gutter-text mb-6">
        <h2 id="suggestions-title" className="font-display text-3xl">
          These would go with it
        </h2>
        <p className="mt-1 text-ink-soft">Chosen by what is inside. Nothing is added unless you do.</p>
      </div>
      <div className="gutter">
        <TileToolsContext value={AddTool}>
          <WallGroup>
            <Masonry items={items} label="Suggested additions" />
          </WallGroup>
        </TileToolsContext>
      </div>
    </section>
  );
}
