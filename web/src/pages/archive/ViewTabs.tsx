/** Leads from one part of the archive to another; each is an address of its own. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './ViewTabs.module.css';
import type { View } from './views';

interface ViewTabsProps {
  readonly views: readonly View[];
  readonly view: View;
}

const NAMES = { studies: 'studies', remote: 'remote', 'set-aside': 'setAside' } as const;

export function ViewTabs({ views, view }: ViewTabsProps) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className={classes.title}>{t('archive.title')}</h1>
      <nav className={classes.tabs} aria-label={t('archive.views.label')}>
        {views.map((name) => (
          <Link
            key={name}
            to={name === 'studies' ? '/archive' : `/archive?view=${name}`}
            className={classes.tab as string}
            aria-current={name === view ? 'page' : undefined}
            data-testid={`archive-view-${name}`}
          >
            {t(`archive.views.${NAMES[name]}`)}
          </Link>
        ))}
      </nav>
    </>
  );
}
