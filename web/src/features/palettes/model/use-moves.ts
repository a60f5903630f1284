import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ImageCard, Palette } from '@/api/client';
import { toast } from '@/components/toast';
import { moveInside } from './save-to';

// One toast for all moves: the last one is the one to take back.
const TOAST = 'palette-move';

/** Puts the pictures of a Palette in order, one move at a time, and takes the moves back, the last one first. */
export function useMoves(palette: Pick<Palette, 'id' | 'title'>, items: readonly ImageCard[]) {
  const client = useQueryClient();
  const taken = useRef<{ readonly back: () => Promise<boolean>; readonly from: number }[]>([]);

  const undo = async (): Promise<void> => {
    const last = taken.current.pop();
    if (last && (await last.back())) await toast(`Back at place ${last.from + 1}`, 'done', undefined, TOAST);
  };
  const move = async (from: number, to: number): Promise<void> => {
    const back = await moveInside(client, palette, items, from, to);
    if (!back) return;
    taken.current.push({ back, from });
    await toast(`Moved to place ${to + 1}`, 'done', { label: 'Undo', perform: () => void undo() }, TOAST);
  };
  return { move, undo, canUndo: () => taken.current.length > 0 };
}
