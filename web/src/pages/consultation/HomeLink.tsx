/** The mark, which leads home those who have one here. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Logo } from '../../ui/Logo';
import { useConsultationParts } from './consultationContext';
import { isGuest } from './guest';
import classes from './HomeLink.module.css';

/** @param small without the name */
export function HomeLink({ small = false }: { readonly small?: boolean }) {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  return isGuest(consultation.me) ? (
    <span className={classes.home} data-small={small}>
      <Logo />
    </span>
  ) : (
    <Link to="/" className={classes.home} data-small={small} aria-label={t('app.home')}>
      <Logo />
    </Link>
  );
}
