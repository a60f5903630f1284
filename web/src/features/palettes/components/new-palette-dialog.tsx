import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { reasonOf } from '@/api/client';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { createPalette } from '../api/change-palette';
import { palettePath, TITLE_CHARACTERS_MAX, type Visibility } from '../model/palette';
import { paletteChanged } from '../model/palette-cache';
import { VisibilityChoice } from './visibility-choice';

export function NewPaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('private');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!title.trim() || busy) return;
    setBusy(true);
    try {
      const palette = await createPalette({ title: title.trim(), visibility });
      paletteChanged(client, palette.id);
      onClose();
      navigate(palettePath(palette.id));
    } catch (cause) {
      setProblem(reasonOf(cause));
      setBusy(false);
    }
  };

  return (
    <Dialog title="A new Palette" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field
          label="Title"
          data-autofocus
          required
          maxLength={TITLE_CHARACTERS_MAX}
          placeholder="What belongs together?"
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <VisibilityChoice value={visibility} onChange={setVisibility} />
        <FormProblem>{problem}</FormProblem>
        <div className="flex justify-end gap-3">
          <button type="button" className={buttonQuiet} onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={buttonSolid} disabled={!title.trim() || busy}>
            Make it
          </button>
        </div>
      </form>
    </Dialog>
  );
}
