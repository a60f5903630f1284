import { useQueryClient } from '@tanstack/react-query';
import { Bookmark, BookmarkMinus, FolderOutput, GalleryThumbnails, Heart, Tag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMatch } from 'react-router';
import type { ImageCard, Palette } from '@/api/client';
import { useInstance } from '@/api/get-instance';
import { useAsMember } from '@/components/use-as-member';
import { selection } from '@/components/wall/selection';
import { TagManyDialog } from '@/features/image/components/tag-many-dialog';
import { deleteImages } from '@/features/image/model/delete-images';
import { likeAll } from '@/features/likes/model/use-like';
import { paletteKey } from '@/features/palettes/api/get-palette';
import { imagesShown } from '@/features/palettes/model/palette-cache';
import { askWhereToMove } from '@/features/palettes/model/save-target';
import { takeOut } from '@/features/palettes/model/save-to';
import { useAskToSave } from '@/features/palettes/model/use-ask-to-save';
import { useEditPalette } from '@/features/palettes/model/use-edit-palette';
import { type SelectionAction, SelectionBar } from '@/features/selection/components/selection-bar';

/** What each feature can do with many pictures, in one bar. */
export function SelectionTools({ chosen }: { readonly chosen: readonly ImageCard[] }) {
  const client = useQueryClient();
  const ask = useAskToSave();
  const asMember = useAsMember();
  const palette = usePaletteOf(chosen);
  const editPalette = useEditPalette({ id: palette?.id ?? '' });
  const mayEdit = useMayEdit(chosen);
  const [tagging, setTagging] = useState(false);
  const [only] = chosen;

  const actions: SelectionAction[] = [
    {
      id: 'save',
      label: palette ? 'Copy to' : 'Save',
      icon: Bookmark,
      key: 's',
      perform: (button) => ask(chosen, button),
    },
  ];
  if (palette?.role === 'owner' || palette?.role === 'contributor') {
    actions.push(
      {
        id: 'move',
        label: 'Move to',
        icon: FolderOutput,
        key: 'v',
        perform: (button) => askWhereToMove(chosen, palette, button),
      },
      {
        id: 'remove',
        label: 'Remove',
        icon: BookmarkMinus,
        key: 'Backspace',
        perform: () => {
          selection.clear();
          void takeOut(client, palette, chosen);
        },
      },
    );
  }
  if (palette?.role === 'owner' && chosen.length === 1 && only) {
    actions.push({
      id: 'cover',
      label: 'Make it the cover',
      icon: GalleryThumbnails,
      perform: () => {
        selection.clear();
        void editPalette({ cover_image_id: only.id });
      },
    });
  }
  actions.push({
    id: 'like',
    label: 'Like',
    icon: Heart,
    key: 'l',
    perform: () => asMember('like', chosen, () => void likeAll(chosen)),
  });
  if (mayEdit) {
    actions.push(
      { id: 'tag', label: 'Tag', icon: Tag, key: 'g', perform: () => setTagging(true) },
      {
        id: 'delete',
        label: 'Delete',
        icon: Trash2,
        key: 'Delete',
        danger: true,
        perform: () => {
          selection.clear();
          void deleteImages(chosen);
        },
      },
    );
  }

  return (
    <>
      <SelectionBar key={actions.map(({ id }) => id).join()} actions={actions} />
      {tagging && <TagManyDialog images={chosen} onClose={() => setTagging(false)} />}
    </>
  );
}

/** The Palette whose page this is, when all of the pictures are of it rather than suggested beside it. */
function usePaletteOf(chosen: readonly ImageCard[]): Palette | null {
  const client = useQueryClient();
  const id = useMatch('/palette/:id')?.params.id;
  if (!id) return null;
  const inside = new Set(imagesShown(client, id).map((image) => image.id));
  const [palette] = client
    .getQueriesData<Palette>({ queryKey: paletteKey(id) })
    .flatMap(([, data]) => (data ? [data] : []));
  // What is in a living one cannot be taken out of it.
  return palette && !palette.living && chosen.every((image) => inside.has(image.id)) ? palette : null;
}

// As the server sees it: one's own, the owner of the instance those of others that are public; before there is any
// account, everybody everything.
function useMayEdit(chosen: readonly ImageCard[]): boolean {
  const instance = useInstance().data;
  if (instance?.claimed === false || instance?.viewer?.role === 'owner') return true;
  return chosen.every(({ mine }) => mine);
}
