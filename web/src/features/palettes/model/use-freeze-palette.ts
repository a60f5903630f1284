import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Palette } from '@/api/client';
import { toast } from '@/components/toast';
import { freezePalette } from '../api/change-palette';
import { paletteChanged, showPalette } from './palette-cache';
import { attempt } from './save-to';

/** Makes an ordinary Palette of a living one: what its search finds now stays, and can be changed by hand. */
export function useFreezePalette(): (palette: Palette) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async ({ id, title }) => {
      await attempt(async () => {
        showPalette(client, id, await freezePalette(id));
        paletteChanged(client, id);
        await toast(`${title} stays as it is now`);
      });
    },
    [client],
  );
}
