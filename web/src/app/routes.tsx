/** Which address shows which page. Pages that use media are loaded on their own, so that signing in stays light. */
import { createBrowserRouter } from 'react-router';
import { SignInPage } from '../pages/signin/SignInPage';
import { CrashPage } from './CrashPage';
import { NotFoundPage } from './NotFoundPage';
import { loadArchivePage, loadHomePage, loadRoomPage, loadViewerPage } from './pageLoaders';
import { RequireSession } from './RequireSession';
import type { Services } from './services';
import { Splash } from './Splash';

export function createRoutes({ tokens }: Services) {
  return createBrowserRouter([
    {
      errorElement: <CrashPage />,
      hydrateFallbackElement: <Splash />,
      children: [
        { path: '/sign-in', element: <SignInPage /> },
        {
          element: <RequireSession />,
          children: [
            { path: '/', lazy: async () => ({ Component: (await loadHomePage()).HomePage }) },
            {
              path: '/room/:room',
              // After a reload the token travels while the page's code still loads.
              loader: ({ params: { room } }) => {
                if (room !== undefined) {
                  tokens.prefetch(room);
                }
                return null;
              },
              lazy: async () => ({ Component: (await loadRoomPage()).RoomPage }),
            },
            { path: '/archive', lazy: async () => ({ Component: (await loadArchivePage()).ArchivePage }) },
            { path: '/archive/:study', lazy: async () => ({ Component: (await loadViewerPage()).ViewerPage }) },
          ],
        },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
}
