import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Field } from '@/components/field';

/** A password that one may look at while typing it. */
export function PasswordField({ label, ...rest }: ComponentProps<typeof Field>) {
  const [seen, setSeen] = useState(false);
  const Icon = seen ? EyeOff : Eye;
  return (
    <div className="relative">
      <Field
        label={label}
        type={seen ? 'text' : 'password'}
        autoCapitalize="off"
        spellCheck={false}
        required
        {...rest}
      />
      <button
        type="button"
        aria-label={`Show ${label.toLowerCase()}`}
        aria-pressed={seen}
        title={seen ? 'Hide it' : 'Show it'}
        className="absolute top-0 right-0 flex h-6 items-center gap-1.5 rounded text-sm text-ink-soft hover:text-ink"
        onClick={() => setSeen(!seen)}
      >
        <Icon className="size-4" aria-hidden />
        {seen ? 'Hide' : 'Show'}
      </button>
    </div>
  );
}
