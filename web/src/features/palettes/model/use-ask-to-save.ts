import { useCallback } from 'react';
import type { ImageCard } from '@/api/client';
import { useAsMember } from '@/components/use-as-member';
import { askWhereToSave } from './save-target';

/** Asks which Palette pictures shall go to. */
export function useAskToSave(): (images: readonly ImageCard[], button?: Element) => void {
  const asMember = useAsMember();
  return useCallback(
    (images, button) => asMember('save', images, () => askWhereToSave(images, button)),
    [asMember],
  );
}
