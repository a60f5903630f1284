import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ImageCard } from '@/api/client';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { plural } from '@/lib/format';
import { tagImages } from '../model/tag-images';

interface TagManyDialogProps {
  readonly images: readonly ImageCard[];
  readonly onClose: () => void;
}

export function TagManyDialog({ images, onClose }: TagManyDialogProps) {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!typed.trim()) return;
    onClose();
    void tagImages(client, images, typed);
  };
  return (
    <Dialog title={`Tag ${plural(images.length, 'picture', 'pictures')}`} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field
          label="Tags"
          data-autofocus
          hint="Commas between them. What the pictures have already stays."
          placeholder="calm sea, evening"
          autoComplete="off"
          autoCapitalize="off"
          maxLength={1000}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="flex justify-end gap-3">
          <button type="button" className={buttonQuiet} onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={buttonSolid} disabled={!typed.trim()}>
            Add them
          </button>
        </div>
      </form>
    </Dialog>
  );
}
