import { useRouteError } from 'react-router';
import { buttonSolid } from '@/components/button-styles';
import { Notice } from '@/components/notice';

/** A bug, or a part of the app that could not be fetched: after an update the old parts are gone. */
export function ErrorPage() {
  const error = useRouteError();
  return (
    <main>
      <title>Something broke · Palette</title>
      <Notice
        level="h1"
        accent
        title="Something broke on this page."
        actions={
          <button type="button" className={buttonSolid} onClick={() => window.location.reload()}>
            Load it again
          </button>
        }
      >
        <p>Your library is safe; only the page failed.</p>
        <p className="mt-4 font-mono text-sm [overflow-wrap:anywhere]">{messageOf(error)}</p>
      </Notice>
    </main>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
