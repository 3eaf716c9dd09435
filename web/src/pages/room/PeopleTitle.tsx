/** How many are here, from how many hospitals. */
import { useTranslation } from 'react-i18next';
import classes from './PeopleTitle.module.css';
import { useRoomState } from './roomContext';

export function PeopleTitle() {
  const { t } = useTranslation();
  const { people } = useRoomState();
  const hospitals = new Set(people.map((person) => person.organisation).filter(Boolean)).size;
  return (
    <span className={classes.title}>
      {t('people.title')}
      {people.length > 0 && (
        <span className={classes.summary}>
          {` · ${t('people.summary', { count: people.length })}`}
          {hospitals > 0 && ` · ${t('people.hospitals', { count: hospitals })}`}
        </span>
      )}
    </span>
  );
}
