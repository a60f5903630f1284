import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { copyText } from '@/components/copy-text';
import { Notice } from '@/components/notice';
import { useLibrary } from '../model/use-library';

const COMMAND = 'palette import ~/Pictures';

/** An empty wall says how to fill it. The page that shows it brings the pictures as soon as there are any. */
export function EmptyLibrary() {
  const library = useLibrary();
  const [copied, setCopied] = useState(false);
  const working = (library?.pending ?? 0) > 0;
  return (
    <Notice level="h1" accent title="An empty wall, for now.">
      <p>
        Bring in a folder of pictures from a terminal on the machine where Palette runs, with the --data
        folder that it was started with:
      </p>
      <div className="mx-auto mt-7 flex w-fit max-w-full items-center gap-2 rounded-full border border-line bg-surface py-1.5 pr-1.5 pl-5 text-left">
        <code className="overflow-x-auto font-mono text-[15px] whitespace-nowrap text-ink">{COMMAND}</code>
        <button
          type="button"
          className="grid size-9 shrink-0 place-items-center rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
          aria-label="Copy the command"
          title="Copy the command"
          onClick={async () => {
            await copyText(COMMAND, 'Copied. Run it in a terminal.');
            setCopied(true);
          }}
        >
          {copied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />}
        </button>
      </div>
      <p className="mt-5 text-[15px]">
        Originals are copied, never changed. Subfolders are included, and titles, captions and tags inside the
        files come along.
      </p>
      <p role="status" className="mt-8 inline-flex items-center gap-2.5 text-sm">
        <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
        {working
          ? 'The first pictures are on their way…'
          : 'This page fills by itself when the first picture arrives.'}
      </p>
    </Notice>
  );
}
