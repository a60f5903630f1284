import { Pencil } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';

interface EditInPlaceProps {
  readonly label: string;
  readonly value: string;
  /** How it reads while nobody edits it. */
  readonly children: ReactNode;
  readonly onSave: (value: string) => unknown;
  readonly lines?: 'one' | 'many';
  /** The face and size of the text, so that nothing jumps when the field takes its place. */
  readonly className?: string;
  readonly charactersMax: number;
  readonly required?: boolean;
}

/**
 * Words that can be changed where they stand. Enter or leaving the field keeps them, Escape leaves them as they were; in
 * a field of many lines Enter is a new line.
 */
export function EditInPlace({
  label,
  value,
  children,
  onSave,
  lines = 'one',
  className = '',
  charactersMax,
  required = false,
}: EditInPlaceProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  // A field that is taken away loses the focus once more: that is not a second end.
  const editing = useRef(false);

  const end = (keep: boolean) => {
    if (!editing.current) return;
    editing.current = false;
    const text = draft?.trim() ?? value;
    setDraft(null);
    if (keep && text !== value && (text || !required)) void onSave(text);
  };
  // Left by a key, the focus stays here; left by the pointer, it is where that went.
  const endByKey = (keep: boolean) => {
    end(keep);
    requestAnimationFrame(() => button.current?.focus({ preventScroll: true }));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      endByKey(false);
    } else if (event.key === 'Enter' && (lines === 'one' || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      endByKey(true);
    }
  };

  if (draft === null) {
    return (
      <div className="group/edit relative flex items-start gap-1">
        <div className="min-w-0">{children}</div>
        <button
          ref={button}
          type="button"
          aria-label={label}
          title={label}
          className="grid size-9 shrink-0 place-items-center rounded-full text-ink-soft opacity-0 transition-opacity group-hover/edit:opacity-100 hover:bg-sunken hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100"
          onClick={() => {
            editing.current = true;
            setDraft(value);
          }}
        >
          <Pencil className="size-4" aria-hidden />
        </button>
      </div>
    );
  }
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed.
      autoFocus
      aria-label={label}
      value={draft}
      rows={lines === 'one' ? 1 : 4}
      maxLength={charactersMax}
      className={`-mx-3 block w-full resize-none rounded-xl border border-line-strong bg-surface px-3 py-1.5 [field-sizing:content] ${className}`}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={({ target }) => setDraft(lines === 'one' ? target.value.replace(/\n/g, ' ') : target.value)}
      onKeyDown={press}
      onBlur={() => end(true)}
    />
  );
}
