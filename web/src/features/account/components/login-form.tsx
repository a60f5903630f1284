import { type FormEvent, useRef, useState } from 'react';
import { reasonOf } from '@/api/client';
import { buttonSolid } from '@/components/button-styles';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { useLogIn, useLogInAgain } from '../api/authenticate';
import { PasswordField } from './password-field';

interface LoginFormProps {
  readonly onLoggedIn: () => void;
  /** Fixed where the same person has to come back. */
  readonly name?: string;
}

export function LoginForm({ onLoggedIn, name: fixed }: LoginFormProps) {
  const [name, setName] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const passwordInput = useRef<HTMLInputElement>(null);
  const first = useLogIn();
  const again = useLogInAgain();
  const logIn = fixed === undefined ? first : again;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (logIn.isPending) return;
    logIn.mutate(
      { name: name.trim().replace(/^@/, ''), password },
      { onSuccess: onLoggedIn, onError: () => passwordInput.current?.select() },
    );
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      {fixed === undefined ? (
        <Field
          label="Name"
          name="name"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          required
          data-autofocus=""
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      ) : (
        // Password managers look for the name beside the password.
        <input type="text" name="name" autoComplete="username" value={fixed} readOnly hidden />
      )}
      <PasswordField
        ref={passwordInput}
        label="Password"
        name="password"
        autoComplete="current-password"
        {...(fixed !== undefined && { 'data-autofocus': '' })}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <FormProblem>{logIn.error && reasonOf(logIn.error)}</FormProblem>
      <button type="submit" className={`${buttonSolid} h-11`} disabled={logIn.isPending}>
        {logIn.isPending ? 'Logging in…' : 'Log in'}
      </button>
    </form>
  );
}
