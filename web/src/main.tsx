import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { createQueryClient } from './app/query-client';
import { createRouter } from './app/router';
import { restoreWalls, saveWallsOnLeave } from './app/saved-walls';
import './styles/index.css';

const client = createQueryClient();
restoreWalls(client);
saveWallsOnLeave(client);

const router = createRouter();
await routeReady();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);

// Until the code of the first page is there, nothing is rendered: the first render then has the page's full height,
// and a reload can scroll to where one was.
function routeReady(): Promise<void> {
  return new Promise((resolve) => {
    if (router.state.initialized) return resolve();
    const stop = router.subscribe((state) => {
      if (!state.initialized) return;
      stop();
      resolve();
    });
  });
}
