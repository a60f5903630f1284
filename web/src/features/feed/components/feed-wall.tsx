import { type ReactNode, useContext, useMemo } from 'react';
import type { ImageCard } from '@/api/client';
import {
  TileCoverContext,
  TileNoteContext,
  type TileTools,
  TileToolsContext,
} from '@/components/wall/tile-tools';
import { reasonFor, reasonText } from '../model/reason';
import { FeedMenu } from './feed-menu';
import { FeedMenuButton } from './feed-menu-button';
import { LessCover } from './less-cover';

const note = (item: ImageCard): string | null => {
  const reason = reasonFor(item);
  return reason && reasonText(reason);
};

/** Around the wall of a feed: its tiles say why they are there and take "less like this". */
export function FeedWall({ children }: { readonly children: ReactNode }) {
  const Others = useContext(TileToolsContext);
  const Tools = useMemo<TileTools>(
    () =>
      function FeedTools({ item }) {
        return (
          <>
            {Others && <Others item={item} />}
            <FeedMenuButton item={item} />
          </>
        );
      },
    [Others],
  );
  return (
    <FeedMenu>
      <TileNoteContext value={note}>
        <TileToolsContext value={Tools}>
          <TileCoverContext value={LessCover}>{children}</TileCoverContext>
        </TileToolsContext>
      </TileNoteContext>
    </FeedMenu>
  );
}
