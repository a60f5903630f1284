import { type ComponentProps, type ReactNode, type Ref, useId } from 'react';

interface Shared {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it, in a sentence; takes the place of the hint. */
  readonly problem?: string | null | undefined;
}

const box =
  'w-full rounded-xl border border-line bg-surface px-4 text-base text-ink transition-colors placeholder:text-ink-soft/80 hover:border-line-strong focus-visible:border-line-strong disabled:opacity-60 aria-invalid:border-danger';

interface FieldProps extends Shared, Omit<ComponentProps<'input'>, 'id'> {
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text with its label above and what is wrong below. */
export function Field({ label, hint, problem, className = '', ...rest }: FieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} className={className}>
      <input
        id={id}
        aria-invalid={!!problem}
        aria-describedby={`${id}-about`}
        className={`${box} h-11`}
        {...rest}
      />
    </Labelled>
  );
}

interface TextAreaProps extends Shared, Omit<ComponentProps<'textarea'>, 'id'> {}

export function TextArea({ label, hint, problem, className = '', ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} className={className}>
      <textarea
        id={id}
        aria-invalid={!!problem}
        aria-describedby={`${id}-about`}
        className={`${box} min-h-24 py-2.5 leading-relaxed`}
        {...rest}
      />
    </Labelled>
  );
}

interface LabelledProps extends Shared {
  readonly id: string;
  readonly className: string;
  readonly children: ReactNode;
}

function Labelled({ id, label, hint, problem, className, children }: LabelledProps) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-[15px] font-medium">
        {label}
      </label>
      {children}
      <p id={`${id}-about`} role={problem ? 'alert' : undefined} className="mt-1.5 text-sm empty:hidden">
        {problem ? (
          <span className="text-danger">{problem}</span>
        ) : (
          hint && <span className="text-ink-soft">{hint}</span>
        )}
      </p>
    </div>
  );
}
