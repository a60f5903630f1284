import type { ReactNode } from 'react';

/** Why a form was refused; read out when it appears. */
export function FormProblem({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="rounded-xl bg-danger/10 px-4 py-3 text-[15px] text-danger empty:hidden">
      {children}
    </p>
  );
}
