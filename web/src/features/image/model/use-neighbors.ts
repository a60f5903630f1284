import { useLayoutEffect } from 'react';
import { useNavigate } from 'react-router';
import type { ImageCard } from '@/api/client';
import { openedFrom } from '@/components/wall/opened-from';

interface Neighbors {
  readonly previous: ImageCard | null;
  readonly next: ImageCard | null;
  readonly step: (to: 'previous' | 'next') => void;
}

/** The pictures beside this one on the wall it was opened from. Going to them adds nothing to the browser's history. */
export function useNeighbors(id: string): Neighbors {
  const navigate = useNavigate();
  useLayoutEffect(() => openedFrom.arrived(id), [id]);
  const step = (to: 'previous' | 'next') => {
    const other = openedFrom.step(id, to);
    if (other) navigate(`/image/${other.id}`, { replace: true });
  };
  return { ...openedFrom.neighbors(id), step };
}
