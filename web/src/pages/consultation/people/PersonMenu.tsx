/** What the host can do about somebody: silence them, hand the chair over, put them out. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCrown, IconDotsVertical, IconMicrophoneOff, IconUserMinus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mutePerson, removePerson } from '../../../api/consultationRoom';
import { type Consultation, handOver } from '../../../api/consultations';
import type { Person } from '../../../live/roster';
import { useServerProblem } from '../../../ui/useServerProblem';
import { useConsultationParts } from '../consultationContext';
import { isGuest } from '../guest';
import classes from './PersonMenu.module.css';

export function PersonMenu({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { consultation, update } = useConsultationParts();
  const [problem, setProblem] = useState<string | null>(null);
  const act = (deed: (id: string, attendee: string) => Promise<Consultation>) => {
    setProblem(null);
    deed(consultation.id, person.userId).then(update, (error: unknown) => setProblem(describe(error)));
  };
  return (
    <>
      {person.microphoneOn && (
        <Tooltip label={t('consultation.people.mute')}>
          <ActionIcon
            variant="transparent"
            size={26}
            className={classes.button}
            aria-label={t('consultation.people.muteNamed', { name: person.name })}
            data-testid="mute-person"
            onClick={() => act(mutePerson)}
          >
            <IconMicrophoneOff size={15} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <ActionIcon variant="transparent" size={26} className={classes.button} aria-label={t('consultation.people.actions', { name: person.name })} data-testid="person-menu" title={problem ?? ''}>
            <IconDotsVertical size={15} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {problem !== null && <Menu.Label>{problem}</Menu.Label>}
          {!isGuest(person) && (
            <Menu.Item leftSection={<IconCrown size={15} stroke={1.6} />} data-testid="hand-over" onClick={() => act(handOver)}>
              {t('consultation.people.handOver')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconUserMinus size={15} stroke={1.6} />} data-testid="remove-person" onClick={() => act(removePerson)}>
            {t('consultation.people.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
