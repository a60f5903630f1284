import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { ImageCard } from '@/api/client';
import { useViewer } from '@/api/get-instance';
import { live } from '@/api/live';
import { useActions } from '@/components/use-actions';
import { currentItem } from '@/components/wall/wall';
import { takeLater } from '@/lib/later';
import { allChanged, paletteChanged } from '../model/palette-cache';
import { askWhereToSave, closeSave, useSaveTarget } from '../model/save-target';
import { useAskToSave } from '../model/use-ask-to-save';

const SaveDialog = lazy(() => import('./save-dialog').then((module) => ({ default: module.SaveDialog })));

/** The one dialog that saves, for every tile; keeps what is shown of Palettes in step with other tabs and people. */
export function SaveHost() {
  const client = useQueryClient();
  const viewer = useViewer();
  const target = useSaveTarget();
  const ask = useAskToSave();

  useEffect(() => {
    if (!viewer?.id) return closeSave();
    askWhereToSave(takeLater<ImageCard>('save'));
    const stops = [
      live.on('palette', ({ id }) => paletteChanged(client, id)),
      live.on('palette.deleted', ({ id }) => paletteChanged(client, id)),
      live.on('missed', () => allChanged(client)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, viewer?.id]);

  useActions([
    {
      id: 'wall.save',
      group: 'The wall',
      label: 'Save the picture to a Palette',
      keys: ['s'],
      when: () => currentItem() !== null,
      perform: () => {
        const item = currentItem();
        const tile =
          document.activeElement?.closest('[data-tile]') ?? document.querySelector('[data-tile]:hover');
        if (item) ask([item], tile ?? undefined);
      },
    },
  ]);

  return (
    target && (
      <Suspense>
        <SaveDialog target={target} />
      </Suspense>
    )
  );
}
