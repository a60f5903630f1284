import { X } from 'lucide-react';
import { Link } from 'react-router';
import { IconButton } from '@/components/icon-button';

const EXAMPLES = ['a stormy sea', 'portrait of a woman in red', 'quiet winter morning', 'gold and deep blue'];

/** For those who are here for the first time. Gone for good after the first search or when closed. */
export function Welcome({ onClose }: { readonly onClose: () => void }) {
  return (
    <section className="gutter-text relative pt-10 pb-9 sm:pt-12 sm:pb-12">
      <h1 className="font-display text-[40px] leading-[1.08] tracking-[-0.015em] text-balance sm:text-6xl xl:text-7xl">
        Find the picture <em className="font-normal">you have in mind.</em>
      </h1>
      <div aria-hidden className="mt-6 h-1 w-20 rounded-full bg-spectrum sm:mt-7" />
      <p className="mt-6 max-w-2xl text-[17px] leading-relaxed text-pretty text-ink-soft sm:text-lg">
        Say it in your own words, drop in a picture that looks like it, or start from a colour. Palette looks
        at every picture itself, so nothing has to be named or sorted first.
      </p>
      <p className="mt-5 flex flex-wrap items-baseline gap-x-5 gap-y-2 text-ink-soft">
        <span className="text-sm">Try</span>
        {EXAMPLES.map((words) => (
          <Link
            key={words}
            to={`/search?${new URLSearchParams({ q: words })}`}
            className="touch font-display text-lg text-ink italic underline decoration-line-strong/50 decoration-1 underline-offset-4 transition-colors hover:decoration-ink"
          >
            {words}
          </Link>
        ))}
      </p>
      <IconButton
        icon={X}
        label="Hide the introduction"
        className="absolute top-4 right-2 sm:right-6"
        onClick={onClose}
      />
    </section>
  );
}
