import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly level?: 'h1' | 'h2';
  /** The one place on such a screen for the accent gradient. */
  readonly accent?: boolean;
}

/** What is said where there are no pictures: plainly, and with something to do next. */
export function Notice({ title, children, actions, level: Heading = 'h2', accent = false }: NoticeProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center px-6 py-20 text-center sm:py-28">
      {accent && <div aria-hidden className="mb-8 h-1 w-16 rounded-full bg-spectrum" />}
      <Heading className="font-display text-3xl leading-tight text-balance sm:text-[40px]">{title}</Heading>
      {children && (
        <div className="mt-4 text-[17px] leading-relaxed text-pretty text-ink-soft">{children}</div>
      )}
      {actions && <div className="mt-8 flex flex-wrap items-center justify-center gap-3">{actions}</div>}
    </div>
  );
}
