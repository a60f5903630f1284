/** A person in one letter, in a shade that stays theirs. */
export function Avatar({
  name,
  className = 'size-8 text-sm',
}: {
  readonly name: string;
  readonly className?: string;
}) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  return (
    <span
      aria-hidden
      className={`grid shrink-0 place-items-center rounded-full font-display font-medium text-ink uppercase ${className}`}
      style={{ backgroundColor: `color-mix(in oklab, oklch(0.7 0.09 ${hue}) 45%, var(--canvas))` }}
    >
      {[...name][0]}
    </span>
  );
}
