import { api, bodyOf, type Palette } from '@/api/client';
import type { Visibility } from '../model/palette';

export interface NewPalette {
  readonly title: string;
  readonly visibility?: Visibility;
  readonly imageIds?: readonly string[];
}

export function createPalette({
  title,
  visibility = 'private',
  imageIds = [],
}: NewPalette): Promise<Palette> {
  return bodyOf(api.POST('/api/v1/palettes', { body: { title, visibility, image_ids: [...imageIds] } }));
}

export interface PaletteChange {
  readonly title?: string;
  readonly description?: string;
  readonly visibility?: Visibility;
  readonly cover_image_id?: string | null;
}

export function updatePalette(id: string, change: PaletteChange): Promise<Palette> {
  return bodyOf(api.PATCH('/api/v1/palettes/{id}', { params: { path: { id } }, body: change }));
}

export async function deletePalette(id: string): Promise<void> {
  await bodyOf(api.DELETE('/api/v1/palettes/{id}', { params: { path: { id } } }));
}

export function restorePalette(id: string): Promise<Palette> {
  return bodyOf(api.POST('/api/v1/palettes/{id}/restore', { params: { path: { id } } }));
}

/** Of a living one: what is found now stays inside, and it becomes an ordinary one. */
export function freezePalette(id: string): Promise<Palette> {
  return bodyOf(api.POST('/api/v1/palettes/{id}/freeze', { params: { path: { id } } }));
}

/** A new share link; the old one leads nowhere from then on. */
export function renewShareKey(id: string): Promise<Palette> {
  return bodyOf(api.POST('/api/v1/palettes/{id}/share-key', { params: { path: { id } } }));
}

export function importPalette(file: File): Promise<Palette> {
  const form = new FormData();
  form.append('file', file);
  return bodyOf(
    api.POST('/api/v1/palettes/import', {
      // The generated type describes the parts as text; the browser writes the form and its boundary.
      body: { file: '' },
      bodySerializer: () => form,
    }),
  );
}

export type ExportFormat = 'zip' | 'ase' | 'gpl';

export function exportUrl(id: string, format: ExportFormat, key: string | null): string {
  return `/api/v1/palettes/${id}/export.${format}${key ? `?key=${encodeURIComponent(key)}` : ''}`;
}
