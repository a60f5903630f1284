import { Check } from 'lucide-react';
import type { DuplicateGroup, Image } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { plural } from '@/lib/format';
import { factsOf, nameOf, praiseOf } from '../model/facts';

interface GroupCardProps {
  readonly group: DuplicateGroup;
  readonly keep: string;
  /** Whether the keys are about this one. */
  readonly current: boolean;
  readonly onKeep: (id: string) => void;
  readonly onMerge: () => void;
  readonly onDismiss: () => void;
  readonly onCurrent: () => void;
}

/** The copies of one picture side by side, and what becomes of them. */
export function GroupCard({ group, keep, current, onKeep, onMerge, onDismiss, onCurrent }: GroupCardProps) {
  const first = group.images[0]?.id ?? '';
  const kept = group.images.find(({ id }) => id === keep);
  return (
    <section
      id={`group-${first}`}
      aria-labelledby={`group-${first}-title`}
      tabIndex={-1}
      data-current={current || undefined}
      className="scroll-mt-20 rounded-3xl border border-line bg-surface p-4 outline-none data-current:border-line-strong sm:p-6"
      onFocus={onCurrent}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id={`group-${first}-title`} className="min-w-0 truncate font-display text-xl sm:text-2xl">
          {kept ? nameOf(kept) : 'One picture'}{' '}
          <span className="ml-1 font-text text-sm text-ink-soft">
            {plural(group.images.length, 'copy', 'copies')}
          </span>
        </h2>
        <div className="flex flex-wrap items-center gap-2">
          <button type="button" className={buttonQuiet} onClick={onDismiss}>
            Not the same
          </button>
          <button type="button" className={buttonSolid} onClick={onMerge}>
            Merge the rest
          </button>
        </div>
      </div>
      <fieldset className="mt-5 grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fit,minmax(220px,320px))] sm:gap-5">
        <legend className="sr-only">Which one to keep</legend>
        {group.images.map((image) => (
          <Copy
            key={image.id}
            image={image}
            name={`keep-${first}`}
            kept={image.id === keep}
            praise={praiseOf(image, group.images)}
            onKeep={() => onKeep(image.id)}
          />
        ))}
      </fieldset>
    </section>
  );
}

interface CopyProps {
  readonly image: Image;
  readonly name: string;
  readonly kept: boolean;
  readonly praise: string | null;
  readonly onKeep: () => void;
}

function Copy({ image, name, kept, praise, onKeep }: CopyProps) {
  const facts = factsOf(image);
  return (
    <label className="group/copy relative block min-w-0 cursor-pointer rounded-2xl border-2 border-transparent p-1.5 has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
      <input
        type="radio"
        name={name}
        checked={kept}
        aria-label={`Keep ${nameOf(image)}, ${facts.join(', ')}`}
        className="peer sr-only"
        onChange={onKeep}
      />
      <span
        className="flex aspect-[4/3] items-center justify-center overflow-hidden rounded-xl bg-sunken"
        style={{ backgroundColor: image.color ?? undefined }}
      >
        <img
          src={renditionUrl(image.id, 640)}
          alt={image.alt}
          loading="lazy"
          decoding="async"
          className="size-full object-contain transition-opacity"
        />
      </span>
      <span
        aria-hidden
        className="absolute top-3.5 left-3.5 hidden items-center gap-1.5 rounded-full bg-accent px-2.5 py-1 text-sm font-medium text-on-accent peer-checked:flex"
      >
        <Check className="size-3.5" />
        Keep
      </span>
      <span className="mt-2.5 block truncate px-1 text-[15px]">{nameOf(image)}</span>
      <span className="block px-1 pb-1 text-sm text-ink-soft">
        {facts.map((fact) => (
          <span key={fact} className="block truncate">
            {fact}
          </span>
        ))}
        {praise && <span className="mt-1 inline-block rounded-full bg-raised px-2 text-ink">{praise}</span>}
      </span>
    </label>
  );
}
