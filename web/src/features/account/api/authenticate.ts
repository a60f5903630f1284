import { useMutation } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf } from '@/api/client';
import { useViewerChanged } from '@/api/get-instance';
import { live } from '@/api/live';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface Registration extends Credentials {
  readonly email?: string;
}

const logIn = (body: Credentials) => bodyOf(api.POST('/api/v1/auth/login', { body }));

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
    mutationFn: (body) => bodyOf(api.POST('/api/v1/auth/register', { body })),
    onSuccess: changed,
  });
}

export function useLogOut() {
  const changed = useViewerChanged();
  return useMutation<unknown, ApiProblem, void>({
    mutationFn: () => bodyOf(api.POST('/api/v1/auth/logout')),
    onSuccess: changed,
  });
}

/** Where signing in with another service begins; the server leads there and back. */
export function oidcStart(id: string, returnPath: string): string {
  return `/api/v1/auth/oidc/${encodeURIComponent(id)}/start?${new URLSearchParams({ return: returnPath })}`;
}
