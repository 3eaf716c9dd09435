/** The console in one line, the language, and the way home. */
import { UnstyledButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { Logo } from '../../ui/Logo';
import { useModality } from '../../ui/useModality';
import { useRoomState } from './roomContext';
import classes from './TopBar.module.css';

interface TopBarProps {
  readonly room: string;
  /** Null where the people are beside the stage all the time. */
  readonly onShowPeople: (() => void) | null;
}

export function TopBar({ room, onShowPeople }: TopBarProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const { console, people } = useRoomState();
  const details = console === null ? [] : [modality(console.modality), console.organisation].filter(Boolean);
  return (
    <header className={classes.top}>
      <Link to="/" className={classes.home} aria-label={t('app.home')}>
        <Logo />
      </Link>
      <h1 className={classes.case}>
        <b>{console?.name ?? room}</b>
        {details.map((detail) => (
          <span key={detail}>
            {' · '}
            {detail}
          </span>
        ))}
      </h1>
      {onShowPeople !== null && (
        <UnstyledButton className={classes.people} onClick={onShowPeople} aria-label={t('people.open')}>
          <IconUsers size={16} stroke={1.6} aria-hidden="true" />
          {people.length}
        </UnstyledButton>
      )}
      <LanguageSwitch />
    </header>
  );
}
