import { type ReactNode, useRef } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useViewer } from '@/api/get-instance';

/** Guests are led to the log-in page and back; who logs out here goes to the wall. */
export function MembersOnly({ children }: { readonly children: ReactNode }) {
  const viewer = useViewer();
  const { pathname, search } = useLocation();
  const was = useRef(false);
  if (viewer) was.current = true;
  if (viewer) return children;
  if (viewer === undefined) return null;
  const login = `/login?${new URLSearchParams({ return: pathname + search })}`;
  return <Navigate to={was.current ? '/' : login} replace />;
}
