import type { ImageCard } from '@/api/client';
import { OpenedFromStore } from '@/lib/opened-from';

export const openedFrom = new OpenedFromStore<ImageCard>();
