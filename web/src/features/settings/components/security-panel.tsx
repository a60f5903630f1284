import { type FormEvent, useState } from 'react';
import { reasonOf } from '@/api/client';
import type { Me } from '@/api/get-me';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { LoadProblem } from '@/components/load-problem';
import { toast } from '@/components/toast';
import { formatAgo } from '@/lib/ago';
import { deviceOf } from '@/lib/device';
import { type SessionFacts, useChangePassword, useEndSessions, useSessions } from '../api/account';
import { Section } from './section';

const PASSWORD_MIN = 10;

export function SecurityPanel({ me }: { readonly me: Me }) {
  return (
    <>
      <Section title="Password" lead="Changing it logs out every other device.">
        {me.has_password ? (
          <PasswordForm />
        ) : (
          <p className="text-ink-soft">You sign in through another service; there is no password here.</p>
        )}
      </Section>
      <Section title="Where you are logged in">
        <Sessions />
      </Section>
    </>
  );
}

function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [sent, setSent] = useState(false);
  const change = useChangePassword();
  const short = [...fresh].length < PASSWORD_MIN;
  const about = (field: 'current' | 'new') => {
    if (!change.error) return null;
    const ofNew = change.error.code.startsWith('password_');
    return (field === 'new') === ofNew ? reasonOf(change.error) : null;
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (short || change.isPending) return;
    change.mutate(
      { current_password: current, new_password: fresh },
      {
        onSuccess: () => {
          setCurrent('');
          setFresh('');
          setSent(false);
          void toast('Password changed. Other devices are logged out.');
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="grid max-w-md gap-5">
      <Field
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        problem={about('current')}
        onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
      />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        value={fresh}
        hint={`At least ${PASSWORD_MIN} characters; a few words are fine.`}
        problem={sent && short ? `At least ${PASSWORD_MIN} characters.` : about('new')}
        onChange={({ currentTarget }) => setFresh(currentTarget.value)}
      />
      <button
        type="submit"
        className={`${buttonSolid} justify-self-start`}
        disabled={!current || !fresh || change.isPending}
      >
        Change password
      </button>
    </form>
  );
}

function Sessions() {
  const sessions = useSessions();
  const end = useEndSessions();
  if (sessions.isError) return <LoadProblem problem={sessions.error} onRetry={() => sessions.refetch()} />;
  const others = (sessions.data ?? []).filter(({ current }) => !current);
  const endThem = (which: string) =>
    end.mutate(which, {
      onSuccess: () => void toast(which === 'others' ? 'Logged out everywhere else' : 'Logged out there'),
    });
  return (
    <>
      <FormProblem>{end.error && reasonOf(end.error)}</FormProblem>
      <ul>
        {sessions.data?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            busy={end.isPending}
            onEnd={() => endThem(session.id)}
          />
        ))}
      </ul>
      {others.length > 1 && (
        <button
          type="button"
          className={`${buttonQuiet} mt-5`}
          disabled={end.isPending}
          onClick={() => endThem('others')}
        >
          Log out everywhere else
        </button>
      )}
    </>
  );
}

interface SessionRowProps {
  readonly session: SessionFacts;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const device = deviceOf(session.user_agent);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3.5 last:border-0">
      <div className="min-w-0">
        <p className="truncate font-medium">{device}</p>
        <p className="text-sm text-ink-soft">
          {session.current ? 'This one' : `Last used ${formatAgo(session.last_used_at)}`}
          {session.address && `, from ${session.address}`}
        </p>
      </div>
      {!session.current && (
        <button
          type="button"
          className={buttonQuiet}
          aria-label={`Log out ${device}, last used ${formatAgo(session.last_used_at)}`}
          disabled={busy}
          onClick={onEnd}
        >
          Log out
        </button>
      )}
    </li>
  );
}
