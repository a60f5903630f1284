import { lazy, Suspense, useSyncExternalStore } from 'react';
import { session } from '@/api/session';

const LoginAgain = lazy(() =>
  import('@/features/account/components/login-again').then((module) => ({ default: module.LoginAgain })),
);

/** Wherever one is when the session ends. */
export function SessionEnd() {
  const question = useSyncExternalStore(session.subscribe, session.question);
  return (
    question && (
      <Suspense>
        <LoginAgain />
      </Suspense>
    )
  );
}
