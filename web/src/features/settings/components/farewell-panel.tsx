import { type FormEvent, type ReactNode, useState } from 'react';
import { reasonOf } from '@/api/client';
import type { Me } from '@/api/get-me';
import { buttonDanger, buttonQuiet } from '@/components/button-styles';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { useDeleteAccount } from '../api/account';
import { Section } from './section';

interface FarewellPanelProps {
  readonly me: Me;
  /** Ways to sign in again, which are not of this feature. */
  readonly signInAgain: ReactNode;
}

/** Leaving for good. Asks who it is once more, because there is no way back. */
export function FarewellPanel({ me, signInAgain }: FarewellPanelProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Delete your account"
      lead="Your likes, Palettes, private pictures and everything the feed knows are deleted with it. There is no way back."
    >
      <button type="button" className={buttonDanger} onClick={() => setAsking(true)}>
        Delete account…
      </button>
      {asking && <FarewellDialog me={me} signInAgain={signInAgain} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function FarewellDialog({ me, signInAgain, onClose }: FarewellPanelProps & { readonly onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [images, setImages] = useState<'keep' | 'delete'>('keep');
  const remove = useDeleteAccount();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (remove.isPending) return;
    remove.mutate(me.has_password ? { password, images } : { images });
  };
  const mustSignIn = remove.error?.code === 'sign_in_again';
  return (
    <Dialog title={`Delete @${me.name}?`} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-5">
        <fieldset className="grid gap-2">
          <legend className="mb-2 text-[15px] font-medium">Your public pictures</legend>
          {(
            [
              ['keep', 'stay in the library, without your name'],
              ['delete', 'are deleted too'],
            ] as const
          ).map(([value, label]) => (
            <label key={value} className="flex cursor-pointer items-center gap-2.5 text-[15px]">
              <input
                type="radio"
                name="images"
                className="size-4 accent-(--accent)"
                checked={images === value}
                onChange={() => setImages(value)}
              />
              {label}
            </label>
          ))}
        </fieldset>
        {me.has_password ? (
          <Field
            label="Your password"
            type="password"
            autoComplete="current-password"
            required
            data-autofocus=""
            value={password}
            problem={remove.error ? reasonOf(remove.error) : null}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          />
        ) : (
          <FormProblem>{remove.error && reasonOf(remove.error)}</FormProblem>
        )}
        {mustSignIn && signInAgain}
        <div className="flex flex-wrap justify-end gap-2.5">
          <button type="button" className={buttonQuiet} onClick={onClose}>
            Stay
          </button>
          <button
            type="submit"
            className={buttonDanger}
            disabled={(me.has_password && !password) || mustSignIn || remove.isPending}
          >
            Delete for good
          </button>
        </div>
      </form>
    </Dialog>
  );
}
