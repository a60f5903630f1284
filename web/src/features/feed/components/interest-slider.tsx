import { Sparkles } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { reasonOf } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { toast } from '@/components/toast';
import { formatShare } from '@/lib/format';
import { type TasteInterest, useSetWeights } from '../api/taste';

const PAUSE_MS = 500;
const STEP = 0.25;
const PICTURES = 4;

function wordFor(weight: number): string {
  if (weight === 0) return 'Never';
  if (weight < 1) return 'Less';
  return weight > 1 ? 'More' : 'As it comes';
}

/** One interest: the pictures that stand for it, and how much of it there shall be. */
export function InterestSlider({ interest }: { readonly interest: TasteInterest }) {
  const { id, kind, title, weight, share, medoid, images } = interest;
  const [value, setValue] = useState(weight);
  const [before, setBefore] = useState(weight);
  const set = useSetWeights();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const labelId = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another tab, or the server, has the last word.
  if (before !== weight) {
    setBefore(weight);
    setValue(weight);
  }

  const move = (next: number) => {
    setValue(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () =>
        set.mutate(
          { [id]: next },
          {
            onError: (problem) => {
              setValue(weight);
              void toast(reasonOf(problem), 'failed');
            },
          },
        ),
      PAUSE_MS,
    );
  };

  const pictures = [...(medoid ? [medoid] : []), ...images.filter((image) => image.id !== medoid?.id)];
  return (
    <li className="grid items-center gap-x-6 gap-y-3 border-b border-line py-4 sm:grid-cols-[auto_minmax(0,1fr)_minmax(180px,220px)] xl:grid-cols-[auto_minmax(0,1fr)_260px]">
      <div className="flex gap-1.5">
        {pictures.slice(0, PICTURES).map((image, i) => (
          <Link
            key={image.id}
            to={`/image/${image.id}`}
            className={`block overflow-hidden rounded-lg bg-sunken ${i === 0 ? 'size-18 lg:max-xl:size-14' : 'size-14 max-sm:self-end sm:size-18 lg:max-xl:size-14'}`}
          >
            <img
              src={renditionUrl(image.id, 320)}
              alt={image.alt}
              loading="lazy"
              className="size-full object-cover"
            />
          </Link>
        ))}
        {pictures.length === 0 && <span aria-hidden className="size-18 rounded-lg bg-sunken" />}
      </div>
      <div className="min-w-0">
        <p id={labelId} className="truncate text-[17px] font-medium">
          {title || 'Pictures like these'}
        </p>
        <p className="flex items-center gap-1.5 text-sm text-ink-soft">
          {kind === 'learned' && <Sparkles className="size-3.5 text-accent" aria-hidden />}
          {kind === 'learned' ? 'Learned' : 'Chosen'}, {formatShare(share)} of your wall
        </p>
      </div>
      <div className="flex items-center gap-3">
        <input
          type="range"
          min={0}
          max={2}
          step={STEP}
          value={value}
          aria-labelledby={labelId}
          aria-valuetext={wordFor(value)}
          className="h-6 min-w-0 pointer-coarse:h-11 flex-1 cursor-pointer accent-(--accent)"
          onChange={({ currentTarget }) => move(Number(currentTarget.value))}
        />
        <span aria-hidden className="w-22 text-sm text-ink-soft">
          {wordFor(value)}
        </span>
      </div>
    </li>
  );
}
