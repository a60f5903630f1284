import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Palette, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { type PaletteChange, updatePalette } from '../api/change-palette';
import { paletteChanged, showPalette } from './palette-cache';

/** Changes words, visibility or cover of a Palette: shown at once, and as before where the server refuses. */
export function useEditPalette({ id }: Pick<Palette, 'id'>): (change: PaletteChange) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (change) => {
      const back = showPalette(client, id, change);
      try {
        showPalette(client, id, await updatePalette(id, change));
      } catch (cause) {
        back();
        await toast(reasonOf(cause), 'failed');
      }
      paletteChanged(client, id);
    },
    [client, id],
  );
}
