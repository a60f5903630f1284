import type { QueryClient } from '@tanstack/react-query';
import { type ImageCard, type Palette, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { plural } from '@/lib/format';
import { createPalette, deletePalette } from '../api/change-palette';
import { changeImages, placeImage } from '../api/change-palette-images';
import { placeAfter, placesOf, withMoved } from './palette';
import { imagesShown, paletteChanged, showImages } from './palette-cache';

type Named = Pick<Palette, 'id' | 'title'>;

const idsOf = (images: readonly ImageCard[]) => images.map(({ id }) => id);

/** `Saved to Hands`, `3 pictures saved to Hands`. */
function said(images: readonly unknown[], what: string): string {
  const text = images.length === 1 ? what : `${plural(images.length, 'picture', 'pictures')} ${what}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** False, with the reason said, where the server did not do it. */
export async function attempt(perform: () => Promise<unknown>): Promise<boolean> {
  try {
    await perform();
    return true;
  } catch (cause) {
    await toast(reasonOf(cause), 'failed');
    return false;
  }
}

const undo = (perform: () => Promise<unknown>) => ({ label: 'Undo', perform: () => void attempt(perform) });

/** Puts pictures into a Palette, last. */
export function saveTo(client: QueryClient, palette: Named, images: readonly ImageCard[]): Promise<boolean> {
  return attempt(async () => {
    await changeImages(palette.id, { action: 'add', imageIds: idsOf(images) });
    paletteChanged(client, palette.id);
    await toast(
      said(images, `saved to ${palette.title}`),
      'done',
      undo(async () => {
        await changeImages(palette.id, { action: 'remove', imageIds: idsOf(images) });
        paletteChanged(client, palette.id);
      }),
    );
  });
}

/** A new Palette with these pictures in it. */
export function saveToNew(
  client: QueryClient,
  title: string,
  images: readonly ImageCard[],
): Promise<boolean> {
  return attempt(async () => {
    const palette = await createPalette({ title, imageIds: idsOf(images) });
    paletteChanged(client, palette.id);
    await toast(
      said(images, `saved to ${palette.title}`),
      'done',
      undo(async () => {
        await deletePalette(palette.id);
        paletteChanged(client, palette.id);
      }),
    );
  });
}

/** Takes pictures out of a Palette, at once on screen. Undone, each is back where it was. */
export function takeOut(client: QueryClient, palette: Named, images: readonly ImageCard[]): Promise<boolean> {
  const { ids, afters } = placesIn(client, palette.id, images);
  const back = showImages(client, palette.id, (items) => items.filter(({ id }) => !ids.includes(id)));
  return attempt(async () => {
    try {
      await changeImages(palette.id, { action: 'remove', imageIds: ids });
    } catch (cause) {
      back();
      throw cause;
    }
    paletteChanged(client, palette.id);
    await toast(
      said(images, `removed from ${palette.title}`),
      'done',
      undo(async () => {
        await changeImages(palette.id, { action: 'add', imageIds: ids, ...(afters && { afters }) });
        paletteChanged(client, palette.id);
      }),
    );
  });
}

/** From one Palette to another. */
export function moveTo(
  client: QueryClient,
  from: Named,
  to: Named,
  images: readonly ImageCard[],
): Promise<boolean> {
  const { ids, afters } = placesIn(client, from.id, images);
  const both = () => {
    paletteChanged(client, from.id);
    paletteChanged(client, to.id);
  };
  return attempt(async () => {
    await changeImages(from.id, { action: 'move', imageIds: ids, to: to.id });
    both();
    await toast(
      said(images, `moved to ${to.title}`),
      'done',
      undo(async () => {
        await changeImages(to.id, {
          action: 'move',
          imageIds: ids,
          to: from.id,
          ...(afters && { afters }),
        });
        both();
      }),
    );
  });
}

// Where the list is not on screen nobody knows the places: then they come back last.
function placesIn(
  client: QueryClient,
  paletteId: string,
  images: readonly ImageCard[],
): { readonly ids: string[]; readonly afters?: (string | null)[] } {
  const places = placesOf(imagesShown(client, paletteId), idsOf(images));
  return places.ids.length === images.length ? places : { ids: idsOf(images) };
}

// Puts a picture behind another one, or first (`null`), which is place `to` of what is on screen.
function placeInside(
  client: QueryClient,
  paletteId: string,
  imageId: string,
  to: number,
  after: string | null,
): Promise<boolean> {
  const back = showImages(client, paletteId, (shown) => {
    const at = shown.findIndex(({ id }) => id === imageId);
    return at < 0 ? shown : withMoved(shown, at, to);
  });
  return attempt(async () => {
    try {
      await placeImage(paletteId, imageId, after);
    } catch (cause) {
      back();
      throw cause;
    }
    paletteChanged(client, paletteId);
  });
}

/** To another place of the same Palette, at once on screen. Answers how to take it back; null where it failed. */
export async function moveInside(
  client: QueryClient,
  palette: Named,
  items: readonly ImageCard[],
  from: number,
  to: number,
): Promise<(() => Promise<boolean>) | null> {
  const id = items[from]?.id;
  if (!id || !(await placeInside(client, palette.id, id, to, placeAfter(items, id, to)))) return null;
  return () => placeInside(client, palette.id, id, from, items[from - 1]?.id ?? null);
}
