import { useMutation } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { ApiProblem } from '@/api/client';
import { useViewerChanged } from '@/api/get-instance';
import type { Me } from '@/api/get-me';
import { live } from '@/api/live';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface Registration extends Credentials {
  readonly email?: string;
}

const logIn = (credentials: Credentials) =>
  call<{ readonly me: Me }>('POST', '/auth/login', { body: credentials });

export function useLogIn() {
  const changed = useViewerChanged();
  return useMutation<unknown, ApiProblem, Credentials>({ mutationFn: logIn, onSuccess: changed });
}

/** The same person once more: what is on the screen stays as it is. */
export function useLogInAgain() {
  return useMutation<unknown, ApiProblem, Credentials>({
    mutationFn: logIn,
    onSuccess: () => live.reopen(),
  });
}

export function useRegister() {
  const changed = useViewerChanged();
  return useMutation<unknown, ApiProblem, Registration>({
    mutationFn: (registration) => call('POST', '/auth/register', { body: registration }),
    onSuccess: changed,
  });
}

export function useLogOut() {
  const changed = useViewerChanged();
  return useMutation<unknown, ApiProblem, void>({
    mutationFn: () => call('POST', '/auth/logout'),
    onSuccess: changed,
  });
}

/** Where signing in with another service begins; the server leads there and back. */
export function oidcStart(id: string, returnPath: string): string {
  return `/api/v1/auth/oidc/${encodeURIComponent(id)}/start?${new URLSearchParams({ return: returnPath })}`;
}
