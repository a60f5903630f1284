import { createBrowserRouter, type RouteObject } from 'react-router';
import { ErrorPage } from './routes/error-page';
import { HomePage } from './routes/home-page';
import { Shell } from './shell';

// The wall is what people see first and comes with the first load; the rest is fetched when it is gone to.
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <ErrorPage />,
    hydrateFallbackElement: <></>,
    children: [
      { index: true, element: <HomePage /> },
      {
        path: 'search',
        lazy: async () => ({ Component: (await import('./routes/search-page')).SearchPage }),
      },
      {
        path: 'image/:id',
        lazy: async () => ({ Component: (await import('./routes/image-page')).ImagePage }),
      },
      {
        path: 'likes',
        lazy: async () => ({ Component: (await import('./routes/likes-page')).LikesPage }),
      },
      {
        path: 'palettes',
        lazy: async () => ({ Component: (await import('./routes/palettes-page')).PalettesPage }),
      },
      {
        path: 'palette/:id',
        lazy: async () => ({ Component: (await import('./routes/palette-page')).PalettePage }),
      },
      {
        path: 'login',
        lazy: async () => ({ Component: (await import('./routes/login-page')).LoginPage }),
      },
      {
        path: 'register',
        lazy: async () => ({ Component: (await import('./routes/register-page')).RegisterPage }),
      },
      {
        path: 'welcome',
        lazy: async () => ({ Component: (await import('./routes/welcome-page')).WelcomePage }),
      },
      {
        path: 'upload',
        lazy: async () => ({ Component: (await import('./routes/upload-page')).UploadPage }),
      },
      {
        path: 'duplicates',
        lazy: async () => ({ Component: (await import('./routes/duplicates-page')).DuplicatesPage }),
      },
      {
        path: 'uploads',
        lazy: async () => ({ Component: (await import('./routes/uploads-page')).UploadsPage }),
      },
      {
        path: 'settings/:part?',
        lazy: async () => ({ Component: (await import('./routes/settings-page')).SettingsPage }),
      },
      {
        path: ':handle',
        lazy: async () => ({ Component: (await import('./routes/profile-page')).ProfilePage }),
      },
      {
        path: '*',
        lazy: async () => ({ Component: (await import('./routes/not-found-page')).NotFoundPage }),
      },
    ],
  },
];

export const createRouter = () => createBrowserRouter(routes);
