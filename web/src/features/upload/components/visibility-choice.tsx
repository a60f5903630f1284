import { Globe, Lock } from 'lucide-react';
import { useId } from 'react';
import type { Visibility } from '../model/upload-queue';

interface VisibilityChoiceProps {
  readonly label: string;
  readonly value: Visibility | null;
  readonly onChange: (value: Visibility) => void;
  readonly hideLabel?: boolean;
}

const CHOICES = [
  { value: 'public', label: 'Everyone', icon: Globe },
  { value: 'private', label: 'Only me', icon: Lock },
] as const;

/** Who may see a picture. */
export function VisibilityChoice({ label, value, onChange, hideLabel = false }: VisibilityChoiceProps) {
  const name = useId();
  return (
    <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <legend className={hideLabel ? 'sr-only' : 'float-left text-[15px]'}>{label}</legend>
      <div className="inline-flex rounded-full bg-sunken p-1">
        {CHOICES.map(({ value: choice, label: words, icon: Icon }) => (
          <label
            key={choice}
            className="flex h-8 cursor-pointer items-center gap-1.5 rounded-full px-3 text-sm text-ink-soft transition-colors has-checked:bg-surface has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={value === choice}
              onChange={() => onChange(choice)}
              className="sr-only"
            />
            <Icon className="size-3.5" aria-hidden />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
