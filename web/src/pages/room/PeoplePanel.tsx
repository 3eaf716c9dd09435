/** Who is here, from which hospitals. */
import { useTranslation } from 'react-i18next';
import { CopyLinkButton } from './CopyLinkButton';
import classes from './PeoplePanel.module.css';
import { PersonRow } from './PersonRow';
import { useRoomState } from './roomContext';

export function PeoplePanel() {
  const { t } = useTranslation();
  const { people } = useRoomState();
  const hospitals = new Set(people.map((person) => person.organisation).filter(Boolean)).size;
  const summary = [
    t('people.summary', { count: people.length }),
    hospitals > 0 ? t('people.hospitals', { count: hospitals }) : null,
  ];
  return (
    <section className={classes.section} aria-labelledby="people-title">
      <h2 id="people-title" className={classes.title}>
        {t('people.title')}
        {people.length > 0 && <span className={classes.summary}> · {summary.filter(Boolean).join(' · ')}</span>}
      </h2>
      <ul className={classes.list}>
        {people.map((person) => (
          <PersonRow key={person.identity} person={person} />
        ))}
      </ul>
      {people.length === 1 && <p className={classes.alone}>{t('people.alone')}</p>}
      {people.length > 0 && <CopyLinkButton />}
    </section>
  );
}
