import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** One matter of the settings. */
export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="border-b border-line pb-10 not-first:pt-10 first:pt-0 last:border-0"
    >
      <h2 id={id} className="font-display text-2xl">
        {title}
      </h2>
      {lead && <p className="mt-2 max-w-2xl leading-relaxed text-pretty text-ink-soft">{lead}</p>}
      <div className="mt-5">{children}</div>
    </section>
  );
}
