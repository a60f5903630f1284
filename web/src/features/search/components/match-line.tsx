interface MatchLineProps {
  readonly id: string;
  readonly text: string;
  /** The first line of a page bears the accent. */
  readonly accent: boolean;
}

/** Where the search stops being sure. */
export function MatchLine({ id, text, accent }: MatchLineProps) {
  return (
    <div className="gutter-text flex items-center gap-5 pt-12 pb-8 sm:gap-8">
      <span aria-hidden className={`h-px flex-1 ${accent ? 'bg-spectrum' : 'bg-line'}`} />
      <h2 id={id} className="max-w-[70vw] text-center font-display text-lg text-balance italic sm:text-xl">
        {text}
      </h2>
      <span aria-hidden className={`h-px flex-1 ${accent ? 'rotate-180 bg-spectrum' : 'bg-line'}`} />
    </div>
  );
}
