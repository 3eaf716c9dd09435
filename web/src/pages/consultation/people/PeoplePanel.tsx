/** Who is here: from which hospital, who speaks, who leads, whose hand is up; and what the host can do. */
import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonRow } from '../../room/PersonRow';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { InviteDialog } from './InviteDialog';
import classes from './PeoplePanel.module.css';
import { PersonMenu } from './PersonMenu';
import { usePresent } from './usePresent';

export function PeoplePanel() {
  const { t } = useTranslation();
  const board = useBoard();
  const { presenter } = usePart(board.stage);
  const mayModerate = useMayHere('moderate');
  const present = usePresent();
  const [inviting, setInviting] = useState(false);
  const hospitals = new Set(present.map(({ person }) => person.organisation).filter(Boolean)).size;
  return (
    <section className={classes.panel} aria-label={t('people.title')}>
      <h2 className={classes.title}>
        {`${t('people.title')} · ${t('people.summary', { count: present.length })}`}
        {hospitals > 0 && ` · ${t('people.hospitals', { count: hospitals })}`}
      </h2>
      <ul className={classes.list}>
        {present.map(({ person, hand }) => (
          <PersonRow
            key={person.userId}
            person={person}
            hand={hand}
            presents={presenter === person.userId}
            actions={mayModerate && person.userId !== board.me.id ? <PersonMenu person={person} /> : null}
          />
        ))}
      </ul>
      {mayModerate && (
        <div className={classes.actions}>
          <Button size="compact-sm" variant="light" leftSection={<IconUserPlus size={14} />} data-testid="invite" onClick={() => setInviting(true)}>
            {t('consultation.people.invite')}
          </Button>
        </div>
      )}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </section>
  );
}
