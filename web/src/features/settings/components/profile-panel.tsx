import { type FormEvent, type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { reasonOf } from '@/api/client';
import { type Me, useUpdateMe } from '@/api/get-me';
import { buttonSolid, buttonText } from '@/components/button-styles';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { toast } from '@/components/toast';
import { formatBytes } from '@/lib/format';
import { Section } from './section';

interface ProfilePanelProps {
  readonly me: Me;
  /** The choice of a theme, which is not of this feature. */
  readonly theme: ReactNode;
  readonly uploads: ReactNode;
}

export function ProfilePanel({ me, theme, uploads }: ProfilePanelProps) {
  return (
    <>
      <Section
        title="Profile"
        lead={
          <>
            What others see at{' '}
            <Link to={`/@${me.name}`} className={`${buttonText} text-ink`}>
              @{me.name}
            </Link>
            .
          </>
        }
      >
        <ProfileForm me={me} />
      </Section>
      <Section title="Appearance">{theme}</Section>
      <Section title="Uploads" lead={quotaOf(me)}>
        {uploads}
      </Section>
    </>
  );
}

function ProfileForm({ me }: { readonly me: Me }) {
  const [name, setName] = useState(me.display_name);
  const [email, setEmail] = useState(me.email ?? '');
  const update = useUpdateMe();
  const changed = name.trim() !== me.display_name || email.trim() !== (me.email ?? '');

  const save = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { display_name: name.trim() || me.name, email: email.trim() || null },
      { onSuccess: () => void toast('Saved') },
    );
  };
  const wrong = update.error?.code.startsWith('email_');
  return (
    <form onSubmit={save} className="grid max-w-md gap-5">
      <Field
        label="Name as shown"
        value={name}
        maxLength={80}
        required
        autoComplete="name"
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Field
        label="Email"
        type="email"
        autoComplete="email"
        value={email}
        hint="Only to link a sign-in from another service. Nobody sees it."
        problem={wrong && update.error ? reasonOf(update.error) : null}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <FormProblem>{update.error && !wrong && reasonOf(update.error)}</FormProblem>
      <button
        type="submit"
        className={`${buttonSolid} justify-self-start`}
        disabled={!changed || update.isPending}
      >
        Save
      </button>
    </form>
  );
}

function quotaOf({ quota: { bytes_used, bytes_max } }: Me): string {
  const used = `Your pictures take ${formatBytes(bytes_used)}`;
  return bytes_max === null ? `${used}.` : `${used} of ${formatBytes(bytes_max)}.`;
}
