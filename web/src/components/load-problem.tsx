import type { ApiProblem } from '@/api/client';
import { buttonSolid } from './button-styles';
import { Notice } from './notice';

/** Nothing could be loaded: what happened, in the server's words where it gave some, and another try. */
export function LoadProblem({
  problem,
  onRetry,
}: {
  readonly problem: ApiProblem;
  readonly onRetry: () => void;
}) {
  const offline = problem.status === 0;
  return (
    <div role="alert">
      <Notice
        title={offline ? 'Palette is out of reach.' : 'That did not work.'}
        actions={
          <button type="button" className={buttonSolid} onClick={onRetry}>
            Try again
          </button>
        }
      >
        {offline
          ? 'The server does not answer. It may be starting, or this device has lost its network.'
          : (problem.detail ?? problem.message)}
      </Notice>
    </div>
  );
}
