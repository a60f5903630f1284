import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Palette } from '@/api/client';
import { buttonText } from '@/components/button-styles';

interface SearchInsideProps {
  readonly palette: Palette;
  /** What is searched for now; empty for nothing. */
  readonly words: string;
  readonly onSearch: (words: string) => void;
}

const WORDS_MAX = 500;

/** Finds the pictures of a Palette by words. */
export function SearchInside({ palette, words, onSearch }: SearchInsideProps) {
  const [typed, setTyped] = useState(words);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  const clear = () => {
    setTyped('');
    onSearch('');
  };
  return (
    <search aria-label={`Search in ${palette.title}`} className="gutter-text block pb-6">
      <form onSubmit={submit} className="flex items-center gap-4">
        <label className="flex h-10 w-full max-w-xs pointer-coarse:h-11 items-center gap-2.5 rounded-full border border-line bg-surface px-4 text-[15px] focus-within:border-line-strong hover:border-line-strong">
          <Search className="size-4 shrink-0 text-ink-soft" aria-hidden />
          <input
            type="search"
            aria-label="Search in this Palette"
            placeholder="Search in this Palette"
            maxLength={WORDS_MAX}
            enterKeyHint="search"
            className="h-full w-full min-w-0 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden placeholder:text-ink-soft"
            value={typed}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              if (currentTarget.value === '' && words) onSearch('');
            }}
          />
        </label>
        {words && (
          <button type="button" className={`${buttonText} text-[15px] whitespace-nowrap`} onClick={clear}>
            Show all
          </button>
        )}
      </form>
    </search>
  );
}
