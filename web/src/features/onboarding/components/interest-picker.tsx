import { Check, Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type ApiProblem, reasonOf } from '@/api/client';
import { renditionSet, renditionUrl } from '@/api/urls';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import type { ChosenInterest, Interest } from '../api/interests';
import { INTERESTS_MIN, OWN_MAX, ownWords, toggled } from '../model/choice';

interface InterestPickerProps {
  readonly interests: readonly Interest[];
  readonly saving: boolean;
  readonly problem: ApiProblem | null;
  readonly onChoose: (interests: readonly ChosenInterest[]) => void;
  readonly onSkip: () => void;
}

/** What one loves to look at: pictures to press, words to add. */
export function InterestPicker({ interests, saving, problem, onChoose, onSkip }: InterestPickerProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [own, setOwn] = useState<readonly string[]>([]);
  const count = chosen.length + own.length;
  const missing = Math.max(0, INTERESTS_MIN - count);

  return (
    <>
      <ul className="grid grid-cols-2 gap-2.5 sm:grid-cols-3 sm:gap-4 lg:grid-cols-5">
        {interests.map((interest) => (
          <li key={interest.id}>
            <InterestCard
              interest={interest}
              pressed={chosen.includes(interest.id)}
              onPress={() => setChosen(toggled(chosen, interest.id))}
            />
          </li>
        ))}
      </ul>
      <OwnWords words={own} onChange={setOwn} />
      {/* Below the last row of pictures until it has to stay in sight. */}
      <div className="sticky bottom-0 z-10 -mx-4 mt-10 border-t border-line bg-canvas/95 px-4 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
        {problem && (
          <p role="alert" className="mb-3 text-danger">
            {reasonOf(problem)}
          </p>
        )}
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p role="status" className="text-[15px] text-ink-soft tabular-nums">
            {missing > 0
              ? `${count} chosen, ${missing} to go`
              : `${count} chosen. Add more, or see what you get.`}
          </p>
          <div className="flex gap-2.5">
            <button type="button" className={buttonQuiet} disabled={saving} onClick={onSkip}>
              Skip
            </button>
            <button
              type="button"
              className={buttonSolid}
              disabled={saving || missing > 0}
              onClick={() => onChoose([...chosen.map((id) => ({ id })), ...own.map((text) => ({ text }))])}
            >
              {saving ? 'Hanging pictures…' : 'Show my wall'}
            </button>
          </div>
        </div>
      </div>
    </>
  );
}

interface InterestCardProps {
  readonly interest: Interest;
  readonly pressed: boolean;
  readonly onPress: () => void;
}

function InterestCard({ interest: { title, image }, pressed, onPress }: InterestCardProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className="group relative block aspect-[4/5] w-full overflow-hidden rounded-2xl bg-raised text-left"
      style={{ backgroundColor: image?.color ?? undefined }}
    >
      {image && (
        <img
          src={renditionUrl(image.id, 640)}
          srcSet={renditionSet(image.id)}
          sizes="(width >= 1024px) 20vw, (width >= 640px) 33vw, 50vw"
          alt=""
          className="absolute inset-0 size-full object-cover transition-transform duration-500 ease-soft group-hover:scale-[1.03]"
        />
      )}
      <span className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/85 via-black/55 to-transparent px-4 pt-16 pb-3.5 font-display text-lg leading-tight text-white sm:text-xl">
        {title}
      </span>
      <span
        aria-hidden
        className="absolute inset-0 rounded-2xl ring-inset transition-shadow group-aria-pressed:ring-4 group-aria-pressed:ring-accent"
      />
      <span
        aria-hidden
        className="absolute top-3 right-3 grid size-8 scale-75 place-items-center rounded-full bg-accent text-on-accent opacity-0 transition group-aria-pressed:scale-100 group-aria-pressed:opacity-100"
      >
        <Check className="size-4.5" strokeWidth={3} />
      </span>
    </button>
  );
}

interface OwnWordsProps {
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
}

function OwnWords({ words, onChange }: OwnWordsProps) {
  const [text, setText] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    onChange(ownWords(words, text));
    setText('');
  };
  return (
    <div className="mt-8">
      <form onSubmit={add} className="flex max-w-xl flex-wrap items-end gap-2.5">
        <label className="min-w-60 flex-1">
          <span className="mb-1.5 block font-display text-xl">Something else?</span>
          <input
            value={text}
            maxLength={200}
            placeholder="quiet harbours, gouache, tattoo flash…"
            enterKeyHint="done"
            disabled={words.length >= OWN_MAX}
            className="h-11 w-full rounded-full border border-line bg-surface px-5 text-base placeholder:text-ink-soft hover:border-line-strong"
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="submit" className={`${buttonQuiet} h-11`} disabled={text.trim() === ''}>
          <Plus className="size-4" aria-hidden />
          Add
        </button>
      </form>
      <ul className="mt-3 flex flex-wrap gap-2">
        {words.map((word) => (
          <li
            key={word}
            className="flex items-center gap-1 rounded-full bg-ink py-0.5 pr-1 pl-4 text-[15px] text-canvas"
          >
            {word}
            <button
              type="button"
              aria-label={`Remove ${word}`}
              title={`Remove ${word}`}
              className="grid size-8 place-items-center rounded-full hover:bg-canvas/15"
              onClick={() => onChange(words.filter((other) => other !== word))}
            >
              <X className="size-4" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
