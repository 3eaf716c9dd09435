/** Which address shows which page. Pages that use media are loaded on their own, so that signing in stays light. */
import { createBrowserRouter } from 'react-router';
import { SignInPage } from '../pages/signin/SignInPage';
import { CrashPage } from './CrashPage';
import { NotFoundPage } from './NotFoundPage';
import {
  loadAdministrationPage,
  loadArchivePage,
  loadConsultationPage,
  loadGuestPage,
  loadHomePage,
  loadPlanPage,
  loadPlannedPage,
  loadRoomPage,
  loadViewerPage,
} from './pageLoaders';
import { RequireSession } from './RequireSession';
import { RequireVisit } from './RequireVisit';
import type { Services } from './services';
import { Shell } from './Shell';
import { Splash } from './Splash';

export function createRoutes({ tokens }: Services) {
  return createBrowserRouter([
    {
      errorElement: <CrashPage />,
      hydrateFallbackElement: <Splash />,
      children: [
        { path: '/sign-in', element: <SignInPage /> },
        { path: '/guest/:secret?', lazy: async () => ({ Component: (await loadGuestPage()).GuestPage }) },
        {
          element: <Shell />,
          children: [
            {
              element: <RequireVisit />,
              children: [
                {
                  path: '/consultation/:consultation',
                  lazy: async () => ({ Component: (await loadConsultationPage()).ConsultationPage }),
                },
              ],
            },
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
                { path: '/plan', lazy: async () => ({ Component: (await loadPlanPage()).PlanPage }) },
                {
                  path: '/plan/:consultation',
                  lazy: async () => ({ Component: (await loadPlannedPage()).PlannedPage }),
                },
                { path: '/archive', lazy: async () => ({ Component: (await loadArchivePage()).ArchivePage }) },
                { path: '/archive/:study', lazy: async () => ({ Component: (await loadViewerPage()).ViewerPage }) },
                {
                  path: '/administration',
                  lazy: async () => ({ Component: (await loadAdministrationPage()).AdministrationPage }),
                },
              ],
            },
          ],
        },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
}
