/** One person who is here: name, hospital, role, whether they speak and whether they can. */
import { Tooltip } from '@mantine/core';
import { IconAntennaBars2, IconHandStop, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../live/roster';
import { Avatar } from '../../ui/Avatar';
import { useRoleName } from '../../ui/useRoleName';
import classes from './PersonRow.module.css';

interface PersonRowProps {
  readonly person: Person;
  /** Leads the others' views. */
  readonly presents?: boolean;
  /** Their place among the raised hands, from 1; null while theirs is down. */
  readonly hand?: number | null;
  /** At the end of the row. */
  readonly actions?: ReactNode;
}

export function PersonRow({ person, presents = false, hand = null, actions }: PersonRowProps) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const microphone = person.microphoneOn ? t('people.microphoneOn') : t('people.microphoneOff');
  const MicrophoneIcon = person.microphoneOn ? IconMicrophone : IconMicrophoneOff;
  return (
    <li
      className={classes.row}
      data-testid="person"
      data-identity={person.identity}
      data-attendee={person.userId}
      data-speaking={person.speaking}
      data-hand={hand ?? undefined}
      data-presents={presents}
    >
      <span className={classes.ring}>
        <Avatar seed={person.userId} name={person.name} />
      </span>
      <span className={classes.who}>
        <span className={classes.first}>
          <span className={classes.name}>
            {person.name}
            {person.isLocal && <span className={classes.you}> ({t('people.you')})</span>}
          </span>
          <span className={classes.state}>{[presents ? t('consultation.people.presents') : '', person.speaking ? t('people.speaking') : ''].filter(Boolean).join(' · ')}</span>
        </span>
        <span className={classes.where}>{[person.organisation, roleName(person.role)].filter(Boolean).join(' · ')}</span>
      </span>
      {hand !== null && (
        <Tooltip label={t('consultation.people.hand', { place: hand })}>
          <span className={classes.hand} role="img" aria-label={t('consultation.people.hand', { place: hand })}>
            <IconHandStop size={15} stroke={1.7} aria-hidden="true" />
            {hand}
          </span>
        </Tooltip>
      )}
      {person.weakLine && (
        <Tooltip label={t('people.weakLine')}>
          <IconAntennaBars2 size={16} className={classes.weak} role="img" aria-label={t('people.weakLine')} />
        </Tooltip>
      )}
      <Tooltip label={microphone}>
        <MicrophoneIcon size={16} stroke={1.6} className={classes.microphone} data-on={person.microphoneOn} role="img" aria-label={microphone} />
      </Tooltip>
      {actions}
    </li>
  );
}
