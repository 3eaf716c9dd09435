/** Which address shows which page. Pages that use media are loaded on their own, so that signing in stays light. */
import { createBrowserRouter } from 'react-router';
import { SignInPage } from '../pages/signin/SignInPage';
import { CrashPage } from './CrashPage';
import { NotFoundPage } from './NotFoundPage';
import { loadHomePage, loadRoomPage } from './pageLoaders';
import { RequireSession } from './RequireSession';
import { Splash } from './Splash';

export function createRoutes() {
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
            { path: '/room/:room', lazy: async () => ({ Component: (await loadRoomPage()).RoomPage }) },
          ],
        },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
}
