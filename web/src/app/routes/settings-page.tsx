import { NavLink, useParams } from 'react-router';
import { useInstance } from '@/api/get-instance';
import { type Me, useMe } from '@/api/get-me';
import { LoadProblem } from '@/components/load-problem';
import { OidcList } from '@/features/account/components/oidc-buttons';
import { ThemeChoice } from '@/features/appearance/components/theme-choice';
import { TastePanel } from '@/features/feed/components/taste-panel';
import { FarewellPanel } from '@/features/settings/components/farewell-panel';
import { PeoplePanel } from '@/features/settings/components/people-panel';
import { ProfilePanel } from '@/features/settings/components/profile-panel';
import { SecurityPanel } from '@/features/settings/components/security-panel';
import { TokensPanel } from '@/features/settings/components/tokens-panel';
import { DefaultVisibility } from '@/features/upload/components/default-visibility';
import { MembersOnly } from '../members-only';
import { NotFoundPage } from './not-found-page';

const PARTS = [
  { part: '', label: 'You' },
  { part: 'feed', label: 'Feed' },
  { part: 'security', label: 'Password and devices' },
  { part: 'tokens', label: 'API tokens' },
  { part: 'people', label: 'People' },
  { part: 'account', label: 'Delete account' },
] as const;

type Part = (typeof PARTS)[number]['part'];

export function SettingsPage() {
  return (
    <MembersOnly>
      <Settings />
    </MembersOnly>
  );
}

function Settings() {
  const { part = '' } = useParams();
  const me = useMe();
  const known = PARTS.find(
    (other) => other.part === part && (part !== 'people' || me.data?.role === 'owner'),
  );
  if (me.isError) return <LoadProblem problem={me.error} onRetry={() => me.refetch()} />;
  if (!me.data) return <title>Settings · Palette</title>;
  if (!known) return <NotFoundPage />;
  return (
    <div className="gutter-text mx-auto max-w-6xl pt-8 pb-24 sm:pt-12">
      <title>{`${known.label} · Settings · Palette`}</title>
      <h1 className="font-display text-4xl sm:text-5xl">Settings</h1>
      <div className="mt-6 grid gap-x-16 gap-y-8 lg:mt-10 lg:grid-cols-[200px_minmax(0,1fr)]">
        <nav
          aria-label="Settings"
          className="max-lg:-mx-4 max-lg:overflow-x-auto max-lg:px-4 max-lg:py-1 max-lg:[scrollbar-width:none]"
        >
          <ul className="flex gap-1 lg:sticky lg:top-24 lg:flex-col">
            {PARTS.filter((other) => other.part !== 'people' || me.data.role === 'owner').map((other) => (
              <li key={other.part}>
                <NavLink
                  to={other.part ? `/settings/${other.part}` : '/settings'}
                  end
                  preventScrollReset
                  ref={part === other.part ? intoView : undefined}
                  className="touch block rounded-full px-4 py-2 text-[15px] whitespace-nowrap text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
                >
                  {other.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0">
          <Panel part={known.part} me={me.data} />
        </div>
      </div>
    </div>
  );
}

/** Of the row that scrolls sideways on a phone, the part one is at is the part one sees. */
function intoView(link: HTMLElement | null): void {
  const row = link?.closest('nav');
  if (link && row) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}

function SignInAgain() {
  const { data } = useInstance();
  return data ? <OidcList providers={data.oidc} returnPath="/settings/account" /> : null;
}

function Panel({ part, me }: { readonly part: Part; readonly me: Me }) {
  switch (part) {
    case '':
      return <ProfilePanel me={me} theme={<ThemeChoice />} uploads={<DefaultVisibility />} />;
    case 'feed':
      return <TastePanel />;
    case 'security':
      return <SecurityPanel me={me} />;
    case 'tokens':
      return <TokensPanel />;
    case 'people':
      return <PeoplePanel me={me} />;
    case 'account':
      return <FarewellPanel me={me} signInAgain={<SignInAgain />} />;
  }
}
