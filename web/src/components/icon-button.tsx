import type { ComponentProps, ComponentType, Ref } from 'react';

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: ComponentType<{ className?: string }>;
  readonly label: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon: Icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-10 shrink-0 place-items-center rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink ${className}`}
      {...rest}
    >
      <Icon className="size-[18px]" />
    </button>
  );
}
