import { useSyncExternalStore } from 'react';
import { session } from '@/api/session';
import { Dialog } from '@/components/dialog';
import { LoginForm } from './login-form';

/** The session ended while something was being done: it goes on after logging in, and what was typed stays. */
export function LoginAgain() {
  const question = useSyncExternalStore(session.subscribe, session.question);
  if (!question) return null;
  const { viewer, settle } = question;
  return (
    <Dialog title="Please log in again." onClose={() => settle(false)}>
      <p className="mb-5 leading-relaxed text-ink-soft">
        Your session as <span className="font-medium text-ink">@{viewer.name}</span> has ended. Nothing you
        typed is lost; it goes on from here.
      </p>
      <LoginForm name={viewer.name} onLoggedIn={() => settle(true)} />
    </Dialog>
  );
}
