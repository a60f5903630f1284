import { Check } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { colorName, inkOn, parseHex } from '@/lib/color';
import { SWATCH_COLUMNS, SWATCHES } from '../model/swatches';

interface ColorPickerProps {
  readonly chosen: readonly string[];
  readonly onToggle: (color: string) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -SWATCH_COLUMNS,
  ArrowDown: SWATCH_COLUMNS,
};

/** A field of colours to search by, and a hex field for an exact one. The arrow keys move in the field. */
export function ColorPicker({ chosen, onToggle }: ColorPickerProps) {
  const field = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(SWATCH_COLUMNS * 2 + 6);
  const [text, setText] = useState('');
  const typed = parseHex(text);

  // The code of the picker may come after its panel, which then found nothing to put the focus on.
  useEffect(
    () => field.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true }),
    [],
  );

  const move = (event: KeyboardEvent) => {
    const next = active + (STEPS[event.key] ?? 0);
    if (next === active || next < 0 || next >= SWATCHES.length) return;
    event.preventDefault();
    setActive(next);
    field.current?.querySelectorAll('button')[next]?.focus();
  };

  return (
    <div className="w-full p-4 sm:w-[420px]">
      <p className="mb-3 text-sm text-ink-soft">Pick one colour, or several that belong together.</p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser. */}
      <div
        ref={field}
        role="group"
        aria-label="Colours"
        className="grid gap-1"
        style={{ gridTemplateColumns: `repeat(${SWATCH_COLUMNS}, 1fr)` }}
        onKeyDown={move}
      >
        {SWATCHES.map((color, index) => {
          const pressed = chosen.includes(color);
          return (
            <button
              key={color}
              type="button"
              tabIndex={index === active ? 0 : -1}
              {...(index === active && { 'data-autofocus': '' })}
              aria-pressed={pressed}
              aria-label={`${colorName(color)}, ${color}`}
              title={colorName(color)}
              className="grid aspect-square place-items-center rounded-md ring-1 ring-black/10 transition-transform ring-inset hover:scale-110"
              style={{ backgroundColor: color, color: inkOn(color) }}
              onClick={() => {
                setActive(index);
                onToggle(color);
              }}
            >
              {pressed && <Check className="size-3.5" aria-hidden />}
            </button>
          );
        })}
      </div>
      <form
        className="mt-4 flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!typed) return;
          onToggle(typed);
          setText('');
        }}
      >
        <span
          aria-hidden
          className="size-10 shrink-0 rounded-full border border-line"
          style={{ backgroundColor: typed ?? 'transparent' }}
        />
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label="Colour as hex digits"
          placeholder="#1f8a86"
          spellCheck={false}
          autoComplete="off"
          maxLength={7}
          className="h-10 min-w-0 flex-1 rounded-full border border-line-strong bg-canvas px-4 font-mono text-[15px] placeholder:text-ink-soft"
        />
        <button
          type="submit"
          disabled={!typed}
          className="h-10 rounded-full bg-ink px-5 text-[15px] font-medium text-canvas disabled:bg-sunken disabled:text-ink-soft"
        >
          Add
        </button>
      </form>
    </div>
  );
}
