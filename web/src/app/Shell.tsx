/** What lies around every page of people who are signed in: calls for help reach experts wherever they are. */
import { lazy, Suspense } from 'react';
import { Outlet } from 'react-router';
import { useMay } from './useMay';
import { useUser } from './useSession';

const HelpCalls = lazy(async () => ({ default: (await import('./calls/HelpCalls')).HelpCalls }));

export function Shell() {
  const user = useUser();
  const isCalled = useMay('answer');
  return (
    <>
      <Outlet />
      {user !== null && isCalled && (
        <Suspense>
          <HelpCalls person={user.id} />
        </Suspense>
      )}
    </>
  );
}
