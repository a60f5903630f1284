import { KeyRound } from 'lucide-react';
import type { Instance } from '@/api/get-instance';
import { buttonQuiet } from '@/components/button-styles';
import { oidcStart } from '../api/authenticate';

interface OidcButtonsProps {
  readonly providers: Instance['oidc'];
  readonly returnPath: string;
}

/** Below a form: signing in with another service, where the server has any. */
export function OidcButtons({ providers, returnPath }: OidcButtonsProps) {
  if (providers.length === 0) return null;
  return (
    <>
      <div className="my-6 flex items-center gap-4 text-sm text-ink-soft">
        <span aria-hidden className="h-px flex-1 bg-line" />
        or
        <span aria-hidden className="h-px flex-1 bg-line" />
      </div>
      <OidcList providers={providers} returnPath={returnPath} />
    </>
  );
}

export function OidcList({ providers, returnPath }: OidcButtonsProps) {
  return (
    <ul className="flex flex-col gap-2.5">
      {providers.map(({ id, name }) => (
        <li key={id}>
          <a href={oidcStart(id, returnPath)} className={`${buttonQuiet} h-11 w-full`}>
            <KeyRound className="size-4" aria-hidden />
            Go on with {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
