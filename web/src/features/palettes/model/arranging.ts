// Moving one picture of a Palette to another place, by keyboard: Space or Enter lifts it, the arrows move it, Space or
// Enter puts it down, Escape puts it back.

export interface Lifted {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

export type Arranged =
  | { readonly step: 'lifted' | 'moved'; readonly lifted: Lifted }
  | { readonly step: 'dropped' | 'cancelled'; readonly lifted: Lifted }
  | null;

interface Sheet {
  readonly count: number;
  readonly columns: number;
}

/** What a key does to a picture at `index`; null where it means nothing. */
export function arrangedBy(
  key: string,
  lifted: Lifted | null,
  id: string,
  index: number,
  sheet: Sheet,
): Arranged {
  const isLifted = lifted?.id === id;
  if (key === ' ' || key === 'Enter') {
    return isLifted
      ? { step: 'dropped', lifted }
      : { step: 'lifted', lifted: { id, from: index, to: index } };
  }
  if (!isLifted) return null;
  if (key === 'Escape') return { step: 'cancelled', lifted };
  const to = stepped(key, lifted.to, sheet);
  return to === null ? null : { step: 'moved', lifted: { ...lifted, to } };
}

/** The place that an arrow leads to; null for another key. At an edge it stays. */
export function stepped(key: string, at: number, { count, columns }: Sheet): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined) return null;
  const far = key === 'Home' || key === 'End' || Math.abs(step) === 1;
  const to = at + step;
  if (to >= 0 && to < count) return to;
  return far ? Math.max(0, Math.min(count - 1, to)) : at;
}

/** Which place of the sheet lies at a point of it. */
export function placeAt(x: number, y: number, cell: number, { count, columns }: Sheet): number {
  const column = Math.max(0, Math.min(columns - 1, Math.floor(x / cell)));
  const row = Math.max(0, Math.floor(y / cell));
  return Math.max(0, Math.min(count - 1, row * columns + column));
}

export function announced(arranged: NonNullable<Arranged>, name: string, count: number): string {
  const { from, to } = arranged.lifted;
  switch (arranged.step) {
    case 'lifted':
      return `${name} lifted, place ${from + 1} of ${count}. The arrow keys move it, Space puts it down, Escape puts it back.`;
    case 'moved':
      return `${name}, place ${to + 1} of ${count}.`;
    case 'dropped':
      return from === to
        ? `${name} stays at place ${to + 1}.`
        : `${name} is now at place ${to + 1} of ${count}.`;
    case 'cancelled':
      return `${name} is back at place ${from + 1}.`;
  }
}
