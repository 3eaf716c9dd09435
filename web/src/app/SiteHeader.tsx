/** The bar on top of the pages outside of a room: where one is, the language and the account. */
import { clsx } from 'clsx';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';
import { AccountMenu } from './AccountMenu';
import { loadAdministrationPage, loadArchivePage, loadHomePage } from './pageLoaders';
import classes from './SiteHeader.module.css';
import { useMay } from './useMay';

const place = clsx(classes.place); // the router wants a string

export function SiteHeader() {
  const { t } = useTranslation();
  const administers = useMay('administer');
  return (
    <header className={classes.bar}>
      <span className={classes.logo}>
        <Logo />
      </span>
      <nav className={classes.navigation} aria-label={t('archive.navigation.label')}>
        <NavLink to="/" end className={place} onPointerEnter={() => void loadHomePage()}>
          {t('archive.navigation.home')}
        </NavLink>
        <NavLink
          to="/archive"
          className={place}
          data-testid="navigate-archive"
          onPointerEnter={() => void loadArchivePage()}
        >
          {t('archive.navigation.archive')}
        </NavLink>
        {administers && (
          <NavLink
            to="/administration"
            className={place}
            data-testid="navigate-administration"
            onPointerEnter={() => void loadAdministrationPage()}
          >
            {t('administration.navigation')}
          </NavLink>
        )}
      </nav>
      <div className={classes.grow} />
      <LanguageSwitch />
      <AccountMenu />
    </header>
  );
}
