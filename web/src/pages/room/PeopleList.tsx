/** The people who are here, and the way to bring in another. */
import { useTranslation } from 'react-i18next';
import { CopyLinkButton } from './CopyLinkButton';
import classes from './PeopleList.module.css';
import { PersonRow } from './PersonRow';
import { useRoomState } from './roomContext';

export function PeopleList() {
  const { t } = useTranslation();
  const { people } = useRoomState();
  return (
    <>
      <ul className={classes.list}>
        {people.map((person) => (
          <PersonRow key={person.identity} person={person} />
        ))}
      </ul>
      {people.length === 1 && <p className={classes.alone}>{t('people.alone')}</p>}
      {people.length > 0 && <CopyLinkButton />}
    </>
  );
}
