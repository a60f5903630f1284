import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api, bodyOf } from '@/api/client';
import { renditionSet, renditionUrl } from '@/api/urls';

interface AuthFrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** Where "look around as a guest" leads; left out where there is nothing to look at yet. */
  readonly guestTo?: string | undefined;
}

// The same picture all day, another tomorrow.
const today = () => Math.floor(Date.now() / 86_400_000);

function useFrontPicture() {
  return useQuery({
    queryKey: ['front-picture'],
    queryFn: async ({ signal }) => {
      const query = { order: 'shuffle', orientation: 'portrait', seed: today(), limit: 1 } as const;
      const page = await bodyOf(api.GET('/api/v1/images', { params: { query }, signal }));
      return page.items[0] ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A form beside a picture of the library, which is what one is here for. */
export function AuthFrame({ title, lead, children, guestTo }: AuthFrameProps) {
  const { data: picture } = useFrontPicture();
  return (
    <div className="gutter-text mx-auto grid max-w-6xl items-stretch gap-x-16 pt-6 pb-16 sm:pt-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] xl:gap-x-24">
      <figure
        className="relative mb-8 overflow-hidden rounded-3xl bg-sunken max-lg:h-36 max-sm:h-28 lg:mb-0 lg:min-h-[min(720px,calc(100dvh-10rem))]"
        style={{ backgroundColor: picture?.color ?? undefined }}
      >
        {picture && (
          <>
            <img
              src={renditionUrl(picture.id, 1280)}
              srcSet={renditionSet(picture.id)}
              sizes="(width >= 1024px) 50vw, 100vw"
              alt={picture.alt}
              className="absolute inset-0 size-full object-cover"
            />
            {picture.artist && (
              <figcaption className="absolute bottom-3 left-3 max-w-[80%] truncate rounded-full bg-black/65 px-3 py-1 text-xs text-white max-lg:hidden">
                {picture.artist}
              </figcaption>
            )}
          </>
        )}
      </figure>
      <div className="flex flex-col justify-center max-lg:mx-auto max-lg:w-full max-lg:max-w-md">
        <h1 className="font-display text-4xl leading-[1.1] text-balance sm:text-5xl">{title}</h1>
        <div aria-hidden className="mt-5 h-1 w-14 rounded-full bg-spectrum" />
        {lead && <div className="mt-5 leading-relaxed text-pretty text-ink-soft">{lead}</div>}
        <div className="mt-7">{children}</div>
        {guestTo && (
          <p className="mt-8 border-t border-line pt-5 text-[15px] text-ink-soft">
            Not now?{' '}
            <Link
              to={guestTo}
              className="font-medium text-ink underline decoration-line-strong underline-offset-4 hover:decoration-ink"
            >
              Look around as a guest
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}
