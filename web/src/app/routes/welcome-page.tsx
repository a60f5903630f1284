import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { LoadProblem } from '@/components/load-problem';
import { useChooseInterests, useInterests } from '@/features/onboarding/api/interests';
import { InterestPicker } from '@/features/onboarding/components/interest-picker';
import { noteMet } from '@/features/wall/model/newcomer';
import { returnTo } from '@/lib/return-to';
import { MembersOnly } from '../members-only';

/** After an account was made: what to begin the feed with. */
export function WelcomePage() {
  return (
    <MembersOnly>
      <Welcome />
    </MembersOnly>
  );
}

function Welcome() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const interests = useInterests();
  const choose = useChooseInterests();
  // A server that offers no interests has no feed to begin.
  if (interests.error?.status === 404) return <Navigate to={returnTo(params)} replace />;

  const goOn = () => {
    noteMet();
    void navigate(returnTo(params), { replace: true });
  };
  return (
    <div className="gutter-text mx-auto max-w-7xl pt-8 sm:pt-14">
      <title>Welcome · Palette</title>
      <header className="mb-8 sm:mb-10">
        <h1 className="font-display text-4xl leading-[1.08] tracking-[-0.01em] text-balance sm:text-6xl">
          What do you love <em className="font-normal">to look at?</em>
        </h1>
        <div aria-hidden className="mt-5 h-1 w-16 rounded-full bg-spectrum" />
        <p className="mt-5 max-w-2xl text-[17px] leading-relaxed text-pretty text-ink-soft">
          Choose at least five. Your wall begins with them and then learns from what you like and keep, here
          on this server and nowhere else. You can see and change what it knows at any time.
        </p>
      </header>
      {interests.isPending && <CardsToCome />}
      {interests.isError && interests.error.status !== 404 && (
        <LoadProblem problem={interests.error} onRetry={() => interests.refetch()} />
      )}
      {interests.data && (
        <InterestPicker
          interests={interests.data}
          saving={choose.isPending}
          problem={choose.error}
          onChoose={(chosen) => choose.mutate(chosen, { onSuccess: goOn })}
          onSkip={() => choose.mutate([], { onSuccess: goOn })}
        />
      )}
    </div>
  );
}

function CardsToCome() {
  return (
    <div
      aria-hidden
      className="grid animate-pulse grid-cols-2 gap-2.5 sm:grid-cols-3 sm:gap-4 lg:grid-cols-5"
    >
      {Array.from({ length: 15 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change.
        <div key={i} className="aspect-[4/5] rounded-2xl bg-sunken" />
      ))}
    </div>
  );
}
