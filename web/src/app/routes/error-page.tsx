import { useRouteError } from 'react-router';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Notice } from '@/components/notice';

/** A bug, or a part of the app that could not be fetched: there is no network, or an update took the old parts away. */
export function ErrorPage() {
  const error = useRouteError();
  const reload = (
    <button type="button" className={buttonSolid} onClick={() => window.location.reload()}>
      Load it again
    </button>
  );
  if (UNFETCHED.test(messageOf(error))) {
    return (
      <main>
        <title>Out of reach · Palette</title>
        <Notice
          level="h1"
          accent
          title="This page is out of reach."
          actions={
            <>
              {reload}
              <button type="button" className={buttonQuiet} onClick={() => window.history.back()}>
                Go back
              </button>
            </>
          }
        >
          A part of Palette could not be fetched. This device may have lost its network, or Palette was
          updated. What was loaded before is still there.
        </Notice>
      </main>
    );
  }
  return (
    <main>
      <title>Something broke · Palette</title>
      <Notice level="h1" accent title="Something broke on this page." actions={reload}>
        <p>Your library is safe; only the page failed.</p>
        <p className="mt-4 font-mono text-sm [overflow-wrap:anywhere]">{messageOf(error)}</p>
      </Notice>
    </main>
  );
}

// As the browsers say of an import() that failed: Chromium, Firefox, Safari.
const UNFETCHED = /dynamically imported module|module script failed|CSS preload/i;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
