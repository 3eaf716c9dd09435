/** The console in one line, the language, and the way home. */
import { UnstyledButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useServices } from '../../app/services';
import type { Person } from '../../live/roster';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { Logo } from '../../ui/Logo';
import { useRoomState } from './roomContext';
import classes from './TopBar.module.css';

interface TopBarProps {
  readonly room: string;
  /** Null where the people are beside the stage all the time. */
  readonly onShowPeople: (() => void) | null;
}

export function TopBar({ room, onShowPeople }: TopBarProps) {
  const { t } = useTranslation();
  const { consoles } = useServices();
  const { console, people } = useRoomState();
  // Before the room tells, the home page may have told.
  const known = console ?? consoles.getSnapshot().value?.find((onAir) => onAir.room === room) ?? null;
  const route = consultingHospitals(known, people);
  return (
    <header className={classes.top}>
      <title>{known === null ? 'Consilium' : `${known.name} · Consilium`}</title>
      <Link to="/" className={classes.home} aria-label={t('app.home')}>
        <Logo />
      </Link>
      <h1 className={classes.case}>
        <b>{known?.name}</b>
        {route !== null && ` · ${route}`}
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

/** Where the picture comes from and who looks at it: `County Hospital → First Hospital, Second Hospital`. */
function consultingHospitals(console: { readonly organisation: string } | null, people: readonly Person[]): string | null {
  if (console === null || console.organisation === '') {
    return null;
  }
  const others = new Set(people.map((person) => person.organisation).filter(Boolean));
  others.delete(console.organisation);
  return others.size === 0 ? console.organisation : `${console.organisation} → ${[...others].join(', ')}`;
}
