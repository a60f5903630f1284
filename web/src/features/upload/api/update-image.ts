import { call } from '@/api/call';
import type { Image } from '@/api/client';

export interface ImageChange {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly visibility?: 'public' | 'private';
}

export const getImage = (id: string) => call<Image>('GET', `/images/${id}`);

export const updateImage = (id: string, change: ImageChange) =>
  call<Image>('PATCH', `/images/${id}`, { body: change });
