import type { ApiProblem } from '@/api/client';

export const NAME_MAX = 40;
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 256;

export type RegistrationField = 'name' | 'password' | 'email';

/** What a name lacks, in a sentence; null where it is fine. The server has the last word. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Choose a name.';
  if (name.length > NAME_MAX) return `At most ${NAME_MAX} characters.`;
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return 'Letters, digits, dots, hyphens and underscores only.';
  return null;
}

export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN) return `At least ${PASSWORD_MIN} characters; a few words are fine.`;
  if (length > PASSWORD_MAX) return `At most ${PASSWORD_MAX} characters.`;
  return null;
}

/** Beside which field a refusal of the server belongs; null where it concerns the whole form. */
export function refusedField({ code }: ApiProblem): RegistrationField | null {
  for (const field of ['name', 'password', 'email'] as const) if (code.startsWith(`${field}_`)) return field;
  return null;
}
