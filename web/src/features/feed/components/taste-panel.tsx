import { useState } from 'react';
import { Link } from 'react-router';
import { type ImageCard, reasonOf } from '@/api/client';
import { type FeedMode, useMe } from '@/api/get-me';
import { renditionUrl } from '@/api/urls';
import { buttonDanger, buttonQuiet, buttonText } from '@/components/button-styles';
import { Dialog } from '@/components/dialog';
import { LoadProblem } from '@/components/load-problem';
import { toast } from '@/components/toast';
import { formatCount } from '@/lib/format';
import { useForgetTaste, useSetFeedMode, useTaste, useUndoLess } from '../api/taste';
import { useFeedChanges } from '../model/use-feed-changes';
import { InterestSlider } from './interest-slider';

const MODES: readonly { mode: FeedMode; label: string; words: string }[] = [
  {
    mode: 'personal',
    label: 'For you',
    words: 'Learns from what you like, keep and bring in. Computed here, kept here.',
  },
  {
    mode: 'newest',
    label: 'Newest first',
    words: 'Everything in the order it came. Nothing is learned from it.',
  },
  { mode: 'shuffle', label: 'Shuffled', words: 'Everything in a random order, without repeats.' },
];

/** What the feed knows about a person, what they make of it, and the way to forget it. */
export function TastePanel() {
  const me = useMe();
  const taste = useTaste();
  useFeedChanges();
  const setMode = useSetFeedMode();
  const mode = setMode.isPending ? setMode.variables : (me.data?.preferences.feed ?? 'personal');
  if (taste.isError) return <LoadProblem problem={taste.error} onRetry={() => taste.refetch()} />;
  return (
    <div className="grid gap-12">
      <fieldset>
        <legend className="font-display text-2xl">Your wall</legend>
        <div className="mt-4 grid gap-2.5 sm:grid-cols-3">
          {MODES.map(({ mode: choice, label, words }) => (
            <label
              key={choice}
              className="cursor-pointer rounded-2xl border border-line bg-surface p-4 transition-colors hover:border-line-strong has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="feed"
                className="sr-only"
                checked={mode === choice}
                onChange={() =>
                  setMode.mutate(choice, { onError: (problem) => void toast(reasonOf(problem), 'failed') })
                }
              />
              <span className="font-medium">{label}</span>
              <span className="mt-1 block text-sm leading-relaxed text-ink-soft">{words}</span>
            </label>
          ))}
        </div>
      </fieldset>

      <section aria-labelledby="interests-title">
        <div className="flex flex-wrap items-baseline justify-between gap-3">
          <h2 id="interests-title" className="font-display text-2xl">
            Your interests
          </h2>
          <Link to="/welcome?return=%2Fsettings%2Ffeed" className={`${buttonText} text-[15px]`}>
            Choose anew
          </Link>
        </div>
        {taste.data && taste.data.interests.length === 0 && (
          <p className="mt-3 text-ink-soft">
            None yet. Choose some, or like a few pictures: the feed begins to learn with the first one.
          </p>
        )}
        <ul className={`mt-2 transition-opacity ${mode === 'personal' ? '' : 'opacity-60'}`}>
          {taste.data?.interests.map((interest) => (
            <InterestSlider key={interest.id} interest={interest} />
          ))}
        </ul>
      </section>

      {taste.data && taste.data.dismissed.length > 0 && <Dismissed images={taste.data.dismissed} />}
      <Forget seen={taste.data?.seen ?? 0} />
    </div>
  );
}

function Dismissed({ images }: { readonly images: readonly ImageCard[] }) {
  const undo = useUndoLess();
  return (
    <section aria-labelledby="less-title">
      <h2 id="less-title" className="font-display text-2xl">
        Less like these
      </h2>
      <ul className="mt-4 grid grid-cols-3 gap-3 sm:grid-cols-6">
        {images.map((image) => (
          <li key={image.id}>
            <Link to={`/image/${image.id}`} className="block overflow-hidden rounded-lg bg-sunken">
              <img
                src={renditionUrl(image.id, 320)}
                alt={image.alt}
                loading="lazy"
                className="aspect-square w-full object-cover opacity-70"
              />
            </Link>
            <button
              type="button"
              aria-label={`Take back: less like ${image.alt}`}
              className="mt-1.5 text-sm text-ink-soft underline decoration-line-strong underline-offset-4 hover:text-ink"
              disabled={undo.isPending}
              onClick={() =>
                undo.mutate(image.id, { onError: (problem) => void toast(reasonOf(problem), 'failed') })
              }
            >
              Take back
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Forget({ seen }: { readonly seen: number }) {
  const [asking, setAsking] = useState(false);
  const forget = useForgetTaste();
  return (
    <section aria-labelledby="forget-title">
      <h2 id="forget-title" className="font-display text-2xl">
        Forget it all
      </h2>
      <p className="mt-2 max-w-2xl leading-relaxed text-ink-soft">
        Interests, what you wanted less of, and the {formatCount(seen)} pictures that the feed remembers
        having shown you. Likes and Palettes stay, but no longer count for the feed until you like or keep
        something new.
      </p>
      <button type="button" className={`${buttonDanger} mt-4`} onClick={() => setAsking(true)}>
        Forget what the feed knows
      </button>
      {asking && (
        <Dialog title="Forget what the feed knows?" onClose={() => setAsking(false)}>
          <p className="leading-relaxed text-ink-soft">
            This cannot be undone. Your wall begins anew, as on the first day.
          </p>
          <div className="mt-6 flex flex-wrap justify-end gap-2.5">
            <button type="button" className={buttonQuiet} data-autofocus="" onClick={() => setAsking(false)}>
              Keep it
            </button>
            <button
              type="button"
              className={buttonDanger}
              disabled={forget.isPending}
              onClick={() =>
                forget.mutate(undefined, {
                  onSuccess: () => {
                    setAsking(false);
                    void toast('Forgotten. Your wall begins anew.');
                  },
                  onError: (problem) => void toast(reasonOf(problem), 'failed'),
                })
              }
            >
              Forget it
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
