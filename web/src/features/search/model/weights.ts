// How much a part of a search counts, in five steps that one can feel.

export const WEIGHTS = [0.25, 0.5, 1, 2, 4] as const;
const NAMES = ['a little', 'less', 'as much as the rest', 'more', 'above all'] as const;

/** The step that comes nearest to a weight, which an address may have from elsewhere. */
export function stepOf(weight: number): number {
  const distance = (step: number) => Math.abs(Math.log(weight / step));
  return WEIGHTS.reduce((best, step, at) => (distance(step) < distance(WEIGHTS[best] ?? 1) ? at : best), 0);
}

export function weightName(weight: number): string {
  return NAMES[stepOf(weight)] ?? '';
}
