/** One person who is here: name, hospital, role, whether they speak and whether they can. */
import { Tooltip } from '@mantine/core';
import { IconAntennaBars2, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../live/roster';
import { Avatar } from '../../ui/Avatar';
import { useRoleName } from '../../ui/useRoleName';
import classes from './PersonRow.module.css';

export function PersonRow({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const microphone = person.microphoneOn ? t('people.microphoneOn') : t('people.microphoneOff');
  const MicrophoneIcon = person.microphoneOn ? IconMicrophone : IconMicrophoneOff;
  return (
    <li className={classes.row} data-testid="person" data-identity={person.identity} data-speaking={person.speaking}>
      <span className={classes.ring}>
        <Avatar seed={person.userId} name={person.name} />
      </span>
      <span className={classes.who}>
        <span className={classes.first}>
          <span className={classes.name}>
            {person.name}
            {person.isLocal && <span className={classes.you}> ({t('people.you')})</span>}
          </span>
          {person.speaking && <span className={classes.speaking}>{t('people.speaking')}</span>}
        </span>
        <span className={classes.where}>{[person.organisation, roleName(person.role)].filter(Boolean).join(' · ')}</span>
      </span>
      {person.weakLine && (
        <Tooltip label={t('people.weakLine')}>
          <IconAntennaBars2 size={16} className={classes.weak} role="img" aria-label={t('people.weakLine')} />
        </Tooltip>
      )}
      <Tooltip label={microphone}>
        <MicrophoneIcon size={16} stroke={1.6} className={classes.microphone} data-on={person.microphoneOn} role="img" aria-label={microphone} />
      </Tooltip>
    </li>
  );
}
