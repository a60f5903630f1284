import { Heart, Images, Layers, LogOut, Settings, Upload, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { reasonOf } from '@/api/client';
import { useInstance } from '@/api/get-instance';
import type { Viewer } from '@/api/session';
import { Avatar } from '@/components/avatar';
import { buttonQuiet } from '@/components/button-styles';
import { Popover } from '@/components/popover';
import { toast } from '@/components/toast';
import { useLogOut } from '../api/authenticate';

const row =
  'flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left pointer-coarse:min-h-11 text-[15px] text-ink-soft transition-colors hover:bg-sunken hover:text-ink';

/** Who one is here and the way to one's own things; for guests the way in. */
export function AccountMenu() {
  const instance = useInstance();
  if (!instance.data) return null;
  return instance.data.viewer ? (
    <PersonMenu viewer={instance.data.viewer} />
  ) : (
    <GuestLink claimed={instance.data.claimed} />
  );
}

function GuestLink({ claimed }: { readonly claimed: boolean }) {
  const { pathname, search } = useLocation();
  const back = new URLSearchParams({ return: pathname + search });
  return (
    <Link
      to={claimed ? `/login?${back}` : '/register'}
      className={`${buttonQuiet} ml-1.5 px-3.5 text-sm max-sm:h-9`}
    >
      {claimed ? 'Log in' : 'Set up'}
    </Link>
  );
}

function PersonMenu({ viewer }: { readonly viewer: Viewer }) {
  const logOut = useLogOut();
  const leave = () =>
    logOut.mutate(undefined, { onError: (problem) => void toast(reasonOf(problem), 'failed') });
  return (
    <Popover
      label="Your account"
      align="end"
      className="p-2 sm:w-60"
      trigger={(bind) => (
        <button
          type="button"
          aria-label={`Account of ${viewer.name}`}
          title={`@${viewer.name}`}
          className="ml-1.5 grid size-10 place-items-center rounded-full"
          {...bind}
        >
          <Avatar name={viewer.name} />
        </button>
      )}
    >
      {(close) => {
        const item = (to: string, icon: ReactNode, label: string) => (
          <Link to={to} onClick={close} className={row}>
            {icon}
            {label}
          </Link>
        );
        const size = 'size-4 shrink-0';
        return (
          <>
            {item(`/@${viewer.name}`, <UserRound className={size} aria-hidden />, `@${viewer.name}`)}
            <hr className="mx-3 my-1.5 border-line" />
            {item('/palettes', <Layers className={size} aria-hidden />, 'Palettes')}
            {item('/likes', <Heart className={size} aria-hidden />, 'Likes')}
            {item('/uploads', <Images className={size} aria-hidden />, 'Your uploads')}
            {item('/upload', <Upload className={size} aria-hidden />, 'Upload')}
            <hr className="mx-3 my-1.5 border-line" />
            {item('/settings', <Settings className={size} aria-hidden />, 'Settings')}
            <button type="button" className={row} disabled={logOut.isPending} onClick={leave}>
              <LogOut className={size} aria-hidden />
              Log out
            </button>
          </>
        );
      }}
    </Popover>
  );
}
