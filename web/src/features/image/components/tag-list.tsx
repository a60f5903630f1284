import { Plus, X } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Image, Tag } from '@/api/client';
import { useTags } from '@/api/list-tags';
import { toast } from '@/components/toast';
import { ordered, useEditImage, withTags } from '../model/use-edit-image';

const SUGGESTED = 8;

/**
 * What is in the picture. Words a person gave are solid; what Palette saw by itself is outlined and says how sure it is.
 * Who may edit takes wrong ones out (Palette does not give them again) and adds others.
 */
export function TagList({ image }: { readonly image: Image }) {
  const edit = useEditImage(image.id);
  const tags = ordered(image.tags);
  const names = tags.map(({ name }) => name);
  if (tags.length === 0 && !image.can_edit) return null;

  const remove = async (tag: Tag) => {
    if (!(await edit({ tags: names.filter((name) => name !== tag.name) }))) return;
    await toast(`${tag.name} is taken out`, 'done', {
      label: 'Undo',
      perform: () => void edit({ tags: names }),
    });
  };

  return (
    <section aria-labelledby="tags-title">
      <h2 id="tags-title" className="mb-3 text-sm text-ink-soft">
        Tags
      </h2>
      <ul className="flex flex-wrap gap-2">
        {tags.map((tag) => (
          <li
            key={tag.name}
            className={`inline-flex h-9 items-center rounded-full border text-sm transition-colors hover:border-line-strong ${
              tag.source === 'person'
                ? 'border-transparent bg-raised'
                : 'border-dashed border-line-strong/60 text-ink-soft hover:text-ink'
            }`}
          >
            <Link
              to={`/search?${new URLSearchParams({ tag: tag.name })}`}
              title={origin(tag)}
              className={`touch flex h-full items-center rounded-full pl-3.5 ${image.can_edit ? 'pr-1' : 'pr-3.5'}`}
            >
              {tag.name}
              <span className="sr-only">, {origin(tag)}</span>
            </Link>
            {image.can_edit && (
              <button
                type="button"
                aria-label={`Take out ${tag.name}`}
                title={tag.source === 'ai' ? 'Not in the picture' : 'Take out'}
                className="mr-1 grid size-7 place-items-center rounded-full text-ink-soft hover:bg-sunken hover:text-ink"
                onClick={() => void remove(tag)}
              >
                <X className="size-3.5" aria-hidden />
              </button>
            )}
          </li>
        ))}
        {image.can_edit && (
          <li>
            <AddTag onAdd={(typed) => void edit({ tags: withTags(tags, typed) })} />
          </li>
        )}
      </ul>
    </section>
  );
}

function AddTag({ onAdd }: { readonly onAdd: (typed: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  // A field that is taken away loses the focus once more: that adds nothing.
  const open = useRef(false);
  const listId = useId();
  const prefix = typed?.trim().toLowerCase() ?? '';
  const known = useTags(prefix, SUGGESTED, prefix.length > 0);

  if (typed === null) {
    return (
      <button
        type="button"
        aria-label="Add a tag"
        title="Add a tag"
        className="grid size-9 place-items-center rounded-full border border-line bg-surface hover:border-line-strong"
        onClick={() => {
          open.current = true;
          setTyped('');
        }}
      >
        <Plus className="size-4" aria-hidden />
      </button>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) onAdd(typed);
    setTyped('');
  };
  return (
    <form onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed.
        autoFocus
        value={typed}
        list={listId}
        aria-label="A tag to add"
        placeholder="add a tag"
        autoComplete="off"
        autoCapitalize="off"
        maxLength={100}
        className="h-9 w-36 rounded-full border border-line-strong bg-surface px-3.5 text-sm placeholder:text-ink-soft"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (open.current && typed.trim()) onAdd(typed);
          open.current = false;
          setTyped(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          open.current = false;
          setTyped(null);
        }}
      />
      <datalist id={listId}>
        {known.data?.items.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  );
}

function origin({ source, confidence }: Tag): string {
  if (source === 'person') return 'given by a person';
  return confidence === null ? 'seen by Palette' : `seen by Palette, ${Math.round(confidence * 100)} % sure`;
}
