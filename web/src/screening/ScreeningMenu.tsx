/** What this viewer, and whoever may for all, switches of the screening of one console, and how it goes. */
import { Popover, Switch, Text, UnstyledButton } from '@mantine/core';
import { IconScanEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../app/useSession';
import { exactnessPossible } from './exactFrames';
import { HOLD_MS } from './frameMatcher';
import { FigureTables } from './FigureTables';
import { KINDS } from './kinds';
import { KindTable } from './KindTable';
import { ConsoleChoices } from './ConsoleChoices';
import { useScreeningPreferences } from './preferences';
import type { ScreeningFeed } from './screeningFeed';
import classes from './ScreeningMenu.module.css';
import { usePace } from './usePace';

interface ScreeningMenuProps {
  /** The console's room. */
  readonly room: string;
  readonly feed: ScreeningFeed;
}

export function ScreeningMenu({ room, feed }: ScreeningMenuProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const pace = usePace(feed);
  const said = t(`screening.state.${pace.state}`, { fps: pace.fps, ms: pace.behindMs });
  return (
    // What lies outside an element in full screen is not seen.
    <Popover opened={opened} onChange={setOpened} position="top-end" width={320} shadow="lg" trapFocus withinPortal={document.fullscreenElement === null}>
      <Popover.Target>
        <UnstyledButton className={classes.button} data-testid="screening-menu" data-state={pace.state} aria-haspopup="dialog" aria-label={`${t('screening.title')}: ${said}`} title={said} onClick={() => setOpened(!opened)}>
          <IconScanEye size={15} stroke={1.6} aria-hidden="true" />
          <span className={classes.name}>{t('screening.title')}</span>
          <span className={classes.dot} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} aria-label={t('screening.title')} data-testid="screening-settings">
        <header>
          <p className={classes.state} data-testid="screening-state" data-state={pace.state}>
            {pace.skipped === 0 ? said : t('screening.both', { one: said, other: t('screening.skipped', { count: pace.skipped }) })}
          </p>
          <p className={classes.quiet}>{t('screening.notDiagnosis')}</p>
        </header>
        <Exactness />
        <FigureTables feed={feed} />
        <Choices room={room} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Exactness() {
  const { t } = useTranslation();
  const { exact, setExact } = useScreeningPreferences();
  const possible = exactnessPossible();
  return (
    <Switch
      size="xs"
      labelPosition="left"
      classNames={{ body: classes.switch ?? '', labelWrapper: classes.grow ?? '' }}
      label={t('screening.exact')}
      description={possible ? t('screening.exactHelp', { ms: HOLD_MS }) : t('screening.exactImpossible')}
      checked={exact && possible}
      disabled={!possible}
      data-testid="screening-exact"
      onChange={(event) => setExact(event.currentTarget.checked)}
    />
  );
}

/** Guests choose for themselves only, and are not told which detectors run. */
function Choices({ room }: { readonly room: string }) {
  const { t } = useTranslation();
  if (useUser() !== null) {
    return <ConsoleChoices room={room} />;
  }
  return (
    <>
      <Text className={classes.title ?? ''}>{t('screening.kinds')}</Text>
      <KindTable kinds={KINDS} forAll={null} />
    </>
  );
}
