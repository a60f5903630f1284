import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { useInstance } from '@/api/get-instance';
import { buttonSolid, buttonText } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { AuthFrame } from '@/features/account/components/auth-frame';
import { OidcButtons } from '@/features/account/components/oidc-buttons';
import { RegisterForm } from '@/features/account/components/register-form';
import { returnTo } from '@/lib/return-to';

export function RegisterPage() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const instance = useInstance();
  const back = returnTo(params);
  const onward = `/welcome?${new URLSearchParams({ return: back })}`;
  const title = <title>Create an account · Palette</title>;
  if (instance.isError) {
    return (
      <>
        {title}
        <LoadProblem problem={instance.error} onRetry={() => instance.refetch()} />
      </>
    );
  }
  if (!instance.data) return title;
  const { viewer, claimed, registration, oidc } = instance.data;
  if (viewer) return <Navigate to={onward} replace />;
  if (claimed && registration === 'closed') {
    return (
      <>
        {title}
        <Notice
          level="h1"
          accent
          title="New accounts are closed here."
          actions={
            <>
              <Link to="/" className={buttonSolid}>
                Look around as a guest
              </Link>
              <Link to={`/login?${params}`} className={buttonText}>
                Log in
              </Link>
            </>
          }
        >
          The owner of this library can open them, or make an account for you.
        </Notice>
      </>
    );
  }
  return (
    <>
      {title}
      <AuthFrame
        title={claimed ? 'Make it yours.' : 'This library is yours.'}
        guestTo="/"
        lead={
          claimed ? (
            <>
              Like, collect and upload, and get a wall that learns what you love. Have an account?{' '}
              <Link to={`/login?${params}`} className={`${buttonText} text-ink`}>
                Log in
              </Link>
            </>
          ) : (
            <>
              Nobody has an account here yet. The first one becomes the{' '}
              <strong className="font-medium text-ink">owner</strong>: it takes care of everything in the
              library and decides who else may join.
            </>
          )
        }
      >
        <RegisterForm onRegistered={() => void navigate(onward, { replace: true })} />
        <OidcButtons providers={oidc} returnPath={onward} />
      </AuthFrame>
    </>
  );
}
