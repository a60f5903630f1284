import { useId } from 'react';
import { VISIBILITIES, type Visibility } from '../model/palette';
import { VisibilityIcon } from './visibility-icon';

interface VisibilityChoiceProps {
  readonly value: Visibility;
  readonly onChange: (value: Visibility) => void;
}

const CHOICES = Object.keys(VISIBILITIES) as Visibility[];

export function VisibilityChoice({ value, onChange }: VisibilityChoiceProps) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 text-[15px] font-medium">Who may see it</legend>
      <div className="overflow-hidden rounded-xl border border-line">
        {CHOICES.map((choice) => (
          <label
            key={choice}
            className="flex cursor-pointer items-center gap-3 border-b border-line px-4 py-2.5 transition-colors last:border-0 hover:bg-sunken has-checked:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={choice === value}
              className="size-4 accent-(--accent) outline-none"
              onChange={() => onChange(choice)}
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{VISIBILITIES[choice].label}</span>
              <span className="block text-sm text-ink-soft">{VISIBILITIES[choice].says}</span>
            </span>
            <span aria-hidden className="text-ink-soft">
              <VisibilityIcon visibility={choice} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
