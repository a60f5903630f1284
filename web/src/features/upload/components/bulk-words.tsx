import { useState } from 'react';
import { reasonOf } from '@/api/client';
import { TagInput } from '@/components/tag-input';
import { toast } from '@/components/toast';
import { plural } from '@/lib/format';
import type { Upload, Visibility } from '../model/upload-queue';
import { writeAll } from '../model/write-words';
import { VisibilityChoice } from './visibility-choice';

interface BulkWordsProps {
  readonly rows: readonly Upload[];
  readonly withVisibility: boolean;
}

/** What all pictures of the list shall have, whether they are sent already or not. */
export function BulkWords({ rows, withVisibility }: BulkWordsProps) {
  const [given, setGiven] = useState<readonly string[]>([]);
  const all = rows.every(({ words }) => words.visibility === rows[0]?.words.visibility);

  const apply = async (change: Parameters<typeof writeAll>[1]) => {
    try {
      await writeAll(rows, change);
    } catch (cause) {
      await toast(reasonOf(cause), 'failed');
    }
  };

  return (
    <div className="mt-5 grid items-center gap-x-6 gap-y-3 rounded-2xl bg-sunken/70 px-4 py-3 sm:grid-cols-[auto_1fr_auto]">
      <p className="text-[15px] font-medium">All {plural(rows.length, 'picture', 'pictures')}</p>
      <TagInput
        label="Tags for all of them"
        hideLabel
        placeholder="Add a tag to all…"
        tags={given.map((name) => ({ name }))}
        onAdd={(names) => {
          setGiven([...given, ...names]);
          void apply({ add: names });
        }}
        onRemove={(name) => {
          setGiven(given.filter((other) => other !== name));
          void apply({ remove: name });
        }}
      />
      {withVisibility && (
        <VisibilityChoice
          label="All of them are seen by"
          hideLabel
          value={all ? (rows[0]?.words.visibility ?? null) : null}
          onChange={(visibility: Visibility) => void apply({ visibility })}
        />
      )}
    </div>
  );
}
