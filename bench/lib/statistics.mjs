// The p-th part (0 to 1) of some numbers: the smallest that at least so many of them do not exceed.
export function percentile(numbers, p) {
  if (numbers.length === 0) return Number.NaN;
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}

export const median = (numbers) => percentile(numbers, 0.5);
