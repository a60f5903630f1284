import type { Signal } from '@/api/client';

const KINDS: Readonly<Record<Signal['kind'], string>> = {
  meaning: 'Means',
  words: 'Has the words',
  likeness: 'Looks like',
  color: 'Has the colours',
  not_meaning: 'Means what it should not',
  not_likeness: 'Looks as it should not',
  not_color: 'Has unwanted colours',
};

export interface Reason {
  readonly key: string;
  readonly label: string;
  readonly what: string;
  /** How far it moves the picture up (or down, below 0), as a part of the strongest reason. */
  readonly part: number;
  readonly says: string;
}

/** Signals in words, the strongest first; those that neither speak for nor against the picture are left out. */
export function reasonsOf(signals: readonly Signal[]): Reason[] {
  const most = Math.max(0.001, ...signals.map(({ contribution }) => Math.abs(contribution)));
  return signals
    .filter(({ contribution }) => Math.abs(contribution) / most >= 0.02)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .map((signal) => ({
      key: `${signal.kind} ${signal.what}`,
      label: KINDS[signal.kind],
      what: signal.what,
      part: signal.contribution / most,
      says: strength(signal),
    }));
}

function strength({ contribution, z, match }: Signal): string {
  if (contribution < 0) return 'speaks against it';
  if (match === 'strong') return 'strongly';
  if (match === 'related') return 'somewhat';
  return z > 1 ? 'a little' : 'hardly';
}
