import { CircleMinus, CirclePlus, Crop, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Popover } from '@/components/popover';
import { exampleFile } from '../model/example-files';
import { isImageId, regionOf } from '../model/example-previews';
import { withReplaced, withShare, withTurned, withWeight } from '../model/query-parts';
import { type PartName, partKey, type SearchQuery, withRemoved } from '../model/search-query';
import { useGoToSearch } from '../model/use-search';
import { stepOf, WEIGHTS, weightName } from '../model/weights';

const Cropping = lazy(() => import('./cropping').then((module) => ({ default: module.Cropping })));

interface PartChipProps {
  readonly query: SearchQuery;
  readonly part: PartName;
  readonly value: string;
  /** As it is said: `Remove …`, `Adjust …`. */
  readonly name: string;
  readonly children: ReactNode;
}

const NEGATIVE = new Set<PartName>(['minus', 'minusLikes', 'minusColors']);
const row = 'flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left text-[15px] hover:bg-sunken';

/** A part of the search. Pressed, it shows how much it counts and what else can be done with it. */
export function PartChip({ query, part, value, name, children }: PartChipProps) {
  const go = useGoToSearch();
  const [cropping, setCropping] = useState(false);
  const weight = query.weights[partKey(part, value)] ?? 1;
  const negative = NEGATIVE.has(part);
  const [image = ''] = value.split('@');
  const picture = part === 'likes' || part === 'minusLikes' ? part : null;
  const croppable = picture !== null && (isImageId(image) || exampleFile(value) !== null);
  const cut = exampleFile(value)?.region ?? regionOf(value);

  return (
    <span className="flex h-10 items-center rounded-full border border-line bg-surface">
      <Popover
        label={`Adjust ${name}`}
        className="p-3 sm:w-72"
        trigger={(bind) => (
          <button
            type="button"
            aria-label={`Adjust ${name}`}
            title="How much it counts, and more"
            className="flex h-10 items-center gap-2 rounded-full hover:bg-sunken"
            {...bind}
          >
            {negative && <CircleMinus className="ml-3 size-4 shrink-0 text-danger" aria-hidden />}
            {children}
            {weight !== 1 && (
              <span className="rounded-full bg-raised px-1.5 text-xs tabular-nums">×{weight}</span>
            )}
          </button>
        )}
      >
        {(close) => (
          <>
            <Slider
              label="Counts"
              said={weightName(weight)}
              min={0}
              max={WEIGHTS.length - 1}
              value={stepOf(weight)}
              onChange={(step) => go(withWeight(query, part, value, WEIGHTS[step] ?? 1), 'tuning')}
            />
            {(part === 'colors' || part === 'minusColors') && (
              <Share query={query} part={part} value={value} />
            )}
            {croppable && (
              <button
                type="button"
                className={row}
                onClick={() => {
                  close();
                  setCropping(true);
                }}
              >
                <Crop className="size-4" aria-hidden />
                {cut ? 'Another part of it' : 'Only a part of it'}
              </button>
            )}
            <button
              type="button"
              className={row}
              onClick={() => {
                close();
                go(withTurned(query, part, value));
              }}
            >
              {negative ? (
                <CirclePlus className="size-4" aria-hidden />
              ) : (
                <CircleMinus className="size-4 text-danger" aria-hidden />
              )}
              {negative ? 'I want this after all' : 'Not this'}
            </button>
          </>
        )}
      </Popover>
      <button
        type="button"
        aria-label={`Remove ${name}`}
        title="Remove"
        className="mr-1 grid size-8 place-items-center rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
        onClick={() => go(withRemoved(query, part, value))}
      >
        <X className="size-3.5" aria-hidden />
      </button>
      {cropping && picture && (
        <Suspense>
          <Cropping
            like={value}
            onClose={() => setCropping(false)}
            onCropped={(like) => go(withReplaced(query, picture, value, like))}
          />
        </Suspense>
      )}
    </span>
  );
}

function Share({ query, part, value }: Pick<PartChipProps, 'query' | 'part' | 'value'>) {
  const go = useGoToSearch();
  const share = query.shares[partKey(part, value)];
  return (
    <Slider
      label="Takes"
      said={share === undefined ? 'any part of the picture' : `about ${Math.round(share * 100)} %`}
      min={0}
      max={20}
      value={Math.round((share ?? 0) * 20)}
      onChange={(step) => go(withShare(query, part, value, step === 0 ? null : step / 20), 'tuning')}
    />
  );
}

interface SliderProps {
  readonly label: string;
  /** Its value in words. */
  readonly said: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Slider({ label, said, min, max, value, onChange }: SliderProps) {
  return (
    <label className="block px-3 pt-1 pb-3 text-[15px]">
      <span className="flex justify-between gap-3">
        {label}
        <span className="text-ink-soft">{said}</span>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        value={value}
        aria-valuetext={said}
        className="mt-2 w-full accent-(--accent)"
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </label>
  );
}
