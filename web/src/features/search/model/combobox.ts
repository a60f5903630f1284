// Which suggestion the arrow keys are on. Nothing is chosen until one moves into the list: Enter then searches for what
// was typed.

export type ComboboxState = { readonly open: boolean; readonly active: number | null };

export const CLOSED: ComboboxState = { open: false, active: null };

export type ComboboxKey = 'ArrowDown' | 'ArrowUp' | 'Escape' | 'typed' | 'focused' | 'left' | 'chosen';

export function comboboxAfter(state: ComboboxState, key: ComboboxKey, options: number): ComboboxState {
  switch (key) {
    case 'typed':
    case 'focused':
      return { open: true, active: null };
    case 'Escape':
    case 'left':
    case 'chosen':
      return CLOSED;
    case 'ArrowDown':
    case 'ArrowUp':
      return { open: true, active: moved(state.active, key === 'ArrowDown' ? 1 : -1, options) };
  }
}

// Past either end lies the text field itself.
function moved(active: number | null, by: 1 | -1, options: number): number | null {
  if (options === 0) return null;
  if (active === null) return by === 1 ? 0 : options - 1;
  const next = active + by;
  return next < 0 || next >= options ? null : next;
}
