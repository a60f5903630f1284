// Numbers as people read them: three significant digits, with their unit.
function digits(value) {
  if (!Number.isFinite(value)) return '?';
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

export const number = (value, unit = '') => (unit ? `${digits(value)} ${unit}` : digits(value));
export const percent = (part) => `${(part * 100).toFixed(part < 0.1 || part > 0.99 ? 1 : 0)} %`;
export const times = (ratio) => `${digits(ratio)} x`;

export function milliseconds(value_ms) {
  return value_ms >= 1000 ? number(value_ms / 1000, 's') : number(value_ms, 'ms');
}

export function bytes(count) {
  if (Math.abs(count) >= 1e9) return number(count / 1e9, 'GB');
  if (Math.abs(count) >= 1e6) return number(count / 1e6, 'MB');
  return Math.abs(count) >= 1e3 ? number(count / 1e3, 'kB') : number(count, 'B');
}

export function count(value) {
  if (value >= 1e6 && value % 1e5 === 0) return `${value / 1e6}M`;
  return value >= 1e4 && value % 1e3 === 0 ? `${value / 1e3}k` : String(value);
}
