import { Link, Outlet, ScrollRestoration } from 'react-router';
import { TileToolsContext } from '@/components/wall/tile-tools';
import { AccountMenu } from '@/features/account/components/account-menu';
import { ThemeMenu } from '@/features/appearance/components/theme-menu';
import { LikeHost } from '@/features/likes/components/like-host';
import { SaveHost } from '@/features/palettes/components/save-host';
import { SearchBox } from '@/features/search/components/search-box';
import { Shortcuts } from '@/features/shortcuts/components/shortcuts';
import { noteMet } from '@/features/wall/model/newcomer';
import { OfflineNote } from './offline-note';
import { PreferencesSync } from './preferences-sync';
import { MAIN_ID, RouteFocus } from './route-focus';
import { SelectionHost } from './selection-host';
import { SessionEnd } from './session-end';
import { TileActions } from './tile-actions';
import { UploadsAnywhere } from './uploads-anywhere';

/** What is around every page. */
export function Shell() {
  return (
    <>
      <a
        href={`#${MAIN_ID}`}
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-full bg-ink px-5 py-2.5 text-canvas focus:translate-y-0"
      >
        Skip to the pictures
      </a>
      <header className="sticky top-0 z-30 bg-canvas">
        <div className="gutter-text relative flex h-16 items-center gap-3 sm:gap-6 lg:grid lg:grid-cols-[1fr_minmax(0,42rem)_1fr]">
          <Link
            to="/"
            className="touch font-display text-[22px] font-medium tracking-[-0.01em] transition-opacity hover:opacity-70 sm:text-[26px] lg:justify-self-start"
          >
            Palette
          </Link>
          <SearchBox onSearched={noteMet} />
          <div className="flex items-center max-sm:-mr-2 lg:justify-self-end">
            <Shortcuts />
            <ThemeMenu />
            <AccountMenu />
          </div>
        </div>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="outline-none">
        <TileToolsContext value={TileActions}>
          <Outlet />
        </TileToolsContext>
      </main>
      <OfflineNote />
      <SessionEnd />
      <PreferencesSync />
      <UploadsAnywhere />
      <LikeHost />
      <SaveHost />
      <SelectionHost />
      <RouteFocus />
      <ScrollRestoration />
    </>
  );
}
