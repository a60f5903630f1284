import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useViewer } from '@/api/get-instance';
import { useMe } from '@/api/get-me';
import { buttonQuiet, buttonSolid, buttonText } from '@/components/button-styles';
import { plural } from '@/lib/format';
import { isOpen, totalsOf, type Visibility } from '../model/upload-queue';
import { uploads } from '../model/uploads';
import { useUploads } from '../model/use-uploads';
import { BulkWords } from './bulk-words';
import { PickArea } from './pick-area';
import { UploadRow } from './upload-row';
import { VisibilityChoice } from './visibility-choice';

/** Bringing pictures in: how to, and how far each one is. */
export function UploadPage() {
  const rows = useUploads();
  const viewer = useViewer();
  const me = useMe();
  const [chosen, setChosen] = useState<Visibility | null>(null);
  const [held, setHeld] = useState(false);
  const visibility = chosen ?? me.data?.preferences.upload_visibility ?? 'public';
  const words = { title: '', description: '', tags: [], visibility };
  const totals = totalsOf(rows);
  const waiting = rows.filter(({ state }) => state === 'waiting').length;
  const editable = rows.filter(({ state, duplicate }) => state !== 'cancelled' && !duplicate);

  useEffect(() => {
    uploads.hold(held);
    return () => uploads.hold(false);
  }, [held]);

  return (
    <div className="gutter-text mx-auto max-w-6xl pt-8 pb-24 sm:pt-12">
      <h1 className="font-display text-4xl leading-tight sm:text-5xl">Bring pictures in.</h1>
      <p className="mt-3 max-w-2xl leading-relaxed text-pretty text-ink-soft">
        Palette looks at each one by itself: tags and colours appear as it does, and you can correct them at
        any time. Originals are kept as they are.
      </p>

      <PickArea compact={rows.length > 0} onPick={(sources) => uploads.add(sources, words)} />

      <div className="mt-5 flex flex-wrap items-center gap-x-8 gap-y-3">
        {viewer && (
          <VisibilityChoice
            label="New pictures are seen by"
            value={visibility}
            onChange={(next) => setChosen(next)}
          />
        )}
        <label className="flex cursor-pointer items-center gap-2.5 text-[15px] pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={held}
            onChange={({ currentTarget }) => setHeld(currentTarget.checked)}
            className="size-4 accent-(--accent)"
          />
          Write titles and tags before anything is sent
        </label>
      </div>

      {rows.length > 0 && (
        <section aria-labelledby="queue-title" className="mt-10">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 id="queue-title" className="font-display text-2xl">
              {summaryOf(totals)}
            </h2>
            <div className="flex flex-wrap gap-2">
              {held && waiting > 0 && (
                <button type="button" className={buttonSolid} onClick={() => uploads.release()}>
                  Upload {plural(waiting, 'picture', 'pictures')}
                </button>
              )}
              {totals.failed > 0 && (
                <button
                  type="button"
                  className={buttonQuiet}
                  onClick={() => {
                    for (const { key, state } of rows) if (state === 'failed') uploads.retry(key);
                  }}
                >
                  Try the failed ones again
                </button>
              )}
              {rows.some((row) => !isOpen(row)) && (
                <button type="button" className={buttonQuiet} onClick={() => uploads.clearFinished()}>
                  Clear what is done
                </button>
              )}
            </div>
          </div>
          {/* Counts only: every byte of progress read out would be noise. */}
          <p role="status" className="sr-only">
            {summaryOf(totals)}
          </p>
          {editable.length > 1 && <BulkWords rows={editable} withVisibility={viewer != null} />}
          <ul className="mt-4">
            {rows.map((row) => (
              <UploadRow key={row.key} upload={row} withVisibility={viewer != null} />
            ))}
          </ul>
        </section>
      )}

      {viewer && (
        <p className="mt-10 text-[15px] text-ink-soft">
          Everything you brought in is under{' '}
          <Link to="/uploads" className={`${buttonText} text-ink`}>
            your uploads
          </Link>
          .
        </p>
      )}
    </div>
  );
}

function summaryOf({ open, done, failed }: ReturnType<typeof totalsOf>): string {
  const parts = [
    open > 0 && `${plural(open, 'picture', 'pictures')} on the way`,
    done > 0 && `${done} in the library`,
    failed > 0 && `${failed} failed`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}.` : 'Nothing on the way.';
}
