import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import type { Palette } from '@/api/client';
import { toast } from '@/components/toast';
import { deletePalette, restorePalette } from '../api/change-palette';
import { palettePath } from './palette';
import { allChanged } from './palette-cache';
import { attempt } from './save-to';

/** Takes a Palette away, not its pictures, and goes back to the others; undone, one is in it again. */
export function useDeletePalette(): (palette: Palette) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(
    async ({ id, title }) => {
      await attempt(async () => {
        await deletePalette(id);
        await navigate('/palettes', { replace: true });
        allChanged(client);
        await toast(`${title} is deleted. Its pictures stay.`, 'done', {
          label: 'Undo',
          perform: () =>
            void attempt(async () => {
              await restorePalette(id);
              allChanged(client);
              await navigate(palettePath(id));
            }),
        });
      });
    },
    [client, navigate],
  );
}
