import { type FormEvent, useRef, useState } from 'react';
import { reasonOf } from '@/api/client';
import { buttonSolid } from '@/components/button-styles';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { useRegister } from '../api/authenticate';
import {
  NAME_MAX,
  nameProblem,
  PASSWORD_MIN,
  passwordProblem,
  type RegistrationField,
  refusedField,
} from '../model/registration';
import { PasswordField } from './password-field';

export function RegisterForm({ onRegistered }: { readonly onRegistered: () => void }) {
  const [values, setValues] = useState({ name: '', password: '', email: '' });
  // Nothing is called wrong before it has been left or sent.
  const [checked, setChecked] = useState<ReadonlySet<RegistrationField>>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const register = useRegister();

  const check = (...fields: RegistrationField[]) => setChecked(new Set([...checked, ...fields]));
  const set = (field: RegistrationField, value: string) => {
    setValues({ ...values, [field]: value });
    if (register.isError) register.reset();
  };
  const refused = register.error && refusedField(register.error);
  const problemOf = (field: RegistrationField): string | null => {
    if (register.error && refused === field) return reasonOf(register.error);
    if (!checked.has(field)) return null;
    if (field === 'name') return nameProblem(values.name);
    return field === 'password' ? passwordProblem(values.password) : null;
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (register.isPending) return;
    check('name', 'password');
    if (nameProblem(values.name)) return focusField('name');
    if (passwordProblem(values.password)) return focusField('password');
    const { email, ...needed } = values;
    register.mutate(
      { ...needed, ...(email && { email }) },
      { onSuccess: onRegistered, onError: (problem) => focusField(refusedField(problem) ?? 'name') },
    );
  };
  const focusField = (field: RegistrationField) =>
    form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <Field
        label="Name"
        name="name"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={NAME_MAX}
        hint={values.name && !nameProblem(values.name) ? `You will be @${values.name}.` : 'Shown as @name.'}
        problem={problemOf('name')}
        value={values.name}
        onChange={({ currentTarget }) => set('name', currentTarget.value.replace(/^\s*@?/, ''))}
        onBlur={() => {
          if (!values.name) return;
          set('name', values.name.trim());
          check('name');
        }}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters; a few words are fine.`}
        problem={problemOf('password')}
        value={values.password}
        onChange={({ currentTarget }) => set('password', currentTarget.value)}
        onBlur={() => values.password && check('password')}
      />
      <Field
        label="Email, if you like"
        name="email"
        type="email"
        autoComplete="email"
        hint="Only to link a sign-in from another service. Nobody sees it."
        problem={problemOf('email')}
        value={values.email}
        onChange={({ currentTarget }) => set('email', currentTarget.value.trim())}
      />
      <FormProblem>{register.error && !refused && reasonOf(register.error)}</FormProblem>
      <button type="submit" className={`${buttonSolid} h-11`} disabled={register.isPending}>
        {register.isPending ? 'One moment…' : 'Create account'}
      </button>
    </form>
  );
}
