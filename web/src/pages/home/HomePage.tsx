/** What is going on: consultations, and the consoles on air, each with a small moving picture. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { loadRoomPage } from '../../app/pageLoaders';
import { useServices } from '../../app/services';
import { SiteHeader } from '../../app/SiteHeader';
import { Notice } from '../../ui/Notice';
import { ConsoleCard } from './ConsoleCard';
import { Consultations } from './Consultations';
import { EmptyState } from './EmptyState';
import classes from './HomePage.module.css';

export function HomePage() {
  const { t } = useTranslation();
  const { consoles: consoleFeed, consultations: consultationFeed, clock } = useServices();
  const { value: consoles, connected } = useSyncExternalStore(consoleFeed.subscribe, consoleFeed.getSnapshot);
  const { value: consultations } = useSyncExternalStore(consultationFeed.subscribe, consultationFeed.getSnapshot);
  useReadyForRoom(clock.use);

  return (
    <div className={classes.page}>
      <title>Consilium</title>
      <SiteHeader />
      <main className={classes.main}>
        {consoles !== null && !connected && (
          <div className={classes.notice}>
            <Notice tone="warning" icon={IconPlugConnectedX}>
              {t('home.offline')}
            </Notice>
          </div>
        )}
        {consultations !== null && <Consultations consultations={consultations} />}
        <div className={classes.heading}>
          <h2 className={classes.title}>{t('home.title')}</h2>
          {consoles !== null && consoles.length > 0 && (
            <span className={classes.count}>{t('home.count', { count: consoles.length })}</span>
          )}
        </div>
        {consoles?.length === 0 && <EmptyState />}
        <div className={classes.grid} data-few={(consoles?.length ?? 0) <= 2}>
          {consoles?.map((console) => (
            <ConsoleCard key={console.room} console={console} />
          ))}
        </div>
      </main>
    </div>
  );
}

/** What a room needs is fetched while people look at this page: its code, and the server's clock. */
function useReadyForRoom(measureClock: () => () => void): void {
  useEffect(() => {
    void loadRoomPage();
    return measureClock();
  }, [measureClock]);
}
