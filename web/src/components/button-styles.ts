const base =
  'inline-flex h-10 items-center justify-center gap-2 rounded-full px-4 text-[15px] font-medium transition-colors';

export const buttonSolid = `${base} bg-ink text-canvas hover:bg-ink/85`;
export const buttonQuiet = `${base} border border-line bg-surface text-ink hover:border-line-strong`;
