import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { useInstance } from '@/api/get-instance';
import { buttonText } from '@/components/button-styles';
import { FormProblem } from '@/components/form-problem';
import { LoadProblem } from '@/components/load-problem';
import { AuthFrame } from '@/features/account/components/auth-frame';
import { LoginForm } from '@/features/account/components/login-form';
import { OidcButtons } from '@/features/account/components/oidc-buttons';
import { returnTo } from '@/lib/return-to';

export function LoginPage() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const instance = useInstance();
  const back = returnTo(params);
  const title = <title>Log in · Palette</title>;
  if (instance.isError) {
    return (
      <>
        {title}
        <LoadProblem problem={instance.error} onRetry={() => instance.refetch()} />
      </>
    );
  }
  if (!instance.data) return title;
  if (instance.data.viewer) return <Navigate to={back} replace />;
  if (!instance.data.claimed) return <Navigate to="/register" replace />;
  return (
    <>
      {title}
      <AuthFrame
        title="Welcome back."
        guestTo="/"
        lead={
          instance.data.registration === 'open' && (
            <>
              New here?{' '}
              <Link to={`/register?${params}`} className={`${buttonText} text-ink`}>
                Create an account
              </Link>
            </>
          )
        }
      >
        {/* Signing in with another service comes back here when it failed. */}
        <div className="mb-5 empty:hidden">
          {params.has('error') && (
            <FormProblem>{OIDC_PROBLEMS[params.get('error') ?? ''] ?? OTHERWISE}</FormProblem>
          )}
        </div>
        <LoginForm onLoggedIn={() => void navigate(back, { replace: true })} />
        <OidcButtons providers={instance.data.oidc} returnPath={back} />
      </AuthFrame>
    </>
  );
}

const OTHERWISE = 'Signing in with the other service did not work. Please try again.';
const OIDC_PROBLEMS: Readonly<Record<string, string>> = {
  registration_closed: 'Nobody here has that account, and new accounts are closed.',
  access_denied: 'The other service did not let you in.',
};
