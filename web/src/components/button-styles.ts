const base =
  'touch inline-flex h-10 items-center justify-center gap-2 rounded-full px-4 text-[15px] font-medium whitespace-nowrap transition-colors disabled:opacity-50 disabled:pointer-events-none';

export const buttonSolid = `${base} bg-ink text-canvas hover:bg-ink/85`;
export const buttonQuiet = `${base} border border-line bg-surface text-ink hover:border-line-strong`;
/** For what takes something away. */
export const buttonDanger = `${base} border border-danger/40 text-danger hover:border-danger`;
/** A button that reads as words. */
export const buttonText =
  'font-medium underline decoration-line-strong underline-offset-4 transition-colors hover:decoration-ink';
/** A round button over a picture. */
export const tileTool =
  'grid size-9 place-items-center rounded-full bg-canvas/90 text-ink shadow-[0_1px_3px_rgb(0_0_0/0.18)] transition-[background-color,transform] hover:bg-canvas active:scale-90';
/** A round button beside words. */
export const buttonRound =
  'touch grid size-10 shrink-0 place-items-center rounded-full border border-line bg-surface text-ink transition-colors hover:border-line-strong';
