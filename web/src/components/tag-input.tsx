import { Sparkles, X } from 'lucide-react';
import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { useTags } from '@/api/list-tags';
import { tagsIn } from '@/lib/tags';

export interface ShownTag {
  readonly name: string;
  /** Tags that Palette saw by itself are marked as such. */
  readonly source?: 'ai' | 'person';
}

interface TagInputProps {
  readonly label: string;
  readonly tags: readonly ShownTag[];
  readonly onAdd: (names: readonly string[]) => void;
  readonly onRemove: (name: string) => void;
  readonly placeholder?: string;
  readonly hideLabel?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

const SUGGESTIONS = 8;

/** Tags as chips that can be taken out, and a field that adds: Enter or a comma ends one, Backspace takes the last. */
export function TagInput({
  label,
  tags,
  onAdd,
  onRemove,
  placeholder = 'Add a tag…',
  hideLabel = false,
  ref,
}: TagInputProps) {
  const id = useId();
  const [text, setText] = useState('');
  const typed = text.trim().toLowerCase();
  const known = useTags(typed, SUGGESTIONS, typed.length > 0);
  const has = new Set(tags.map(({ name }) => name));
  const suggested = typed ? (known.data?.items ?? []).filter(({ name }) => !has.has(name)) : [];

  const add = (words: string) => {
    const fresh = tagsIn(words).filter((name) => !has.has(name));
    if (fresh.length > 0) onAdd(fresh);
    setText('');
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '') {
      const last = tags.at(-1);
      if (last) onRemove(last.name);
    }
  };

  return (
    <div>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block text-[15px] font-medium'}>
        {label}
      </label>
      <div className="flex flex-wrap gap-1.5 rounded-xl border border-line bg-surface p-1.5 transition-colors focus-within:border-line-strong hover:border-line-strong">
        {tags.map(({ name, source }) => (
          <span
            key={name}
            className="inline-flex h-8 max-w-full items-center gap-1 rounded-full bg-sunken pr-1 pl-3 text-sm"
          >
            {source === 'ai' && (
              <Sparkles
                className="-ml-0.5 size-3.5 shrink-0 text-accent"
                aria-label="Seen by Palette:"
                role="img"
              />
            )}
            <span className="truncate">{name}</span>
            <button
              type="button"
              aria-label={`Remove ${name}`}
              title={`Remove ${name}`}
              className="grid size-6 shrink-0 place-items-center rounded-full text-ink-soft hover:bg-raised hover:text-ink"
              onClick={() => onRemove(name)}
            >
              <X className="size-3.5" aria-hidden />
            </button>
          </span>
        ))}
        <input
          ref={ref}
          id={id}
          list={`${id}-known`}
          value={text}
          placeholder={placeholder}
          maxLength={200}
          autoCapitalize="off"
          autoComplete="off"
          enterKeyHint="done"
          className="h-8 min-w-28 flex-1 rounded-full bg-transparent px-2.5 text-base outline-none placeholder:text-ink-soft sm:text-[15px]"
          onKeyDown={press}
          onBlur={() => add(text)}
          onChange={({ currentTarget: { value } }) => (value.includes(',') ? add(value) : setText(value))}
        />
        <datalist id={`${id}-known`}>
          {suggested.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
    </div>
  );
}
