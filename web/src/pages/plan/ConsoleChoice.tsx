/** Which of the consoles on air are watched in the consultation. */
import { Chip, Group } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services';
import { useModality } from '../../ui/useModality';
import classes from './Rows.module.css';

interface ConsoleChoiceProps {
  /** Rooms. */
  readonly chosen: readonly string[];
  readonly onChange: (rooms: readonly string[]) => void;
}

export function ConsoleChoice({ chosen, onChange }: ConsoleChoiceProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const { consoles: feed } = useServices();
  const { value: consoles } = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  if (consoles === null || consoles.length === 0) {
    return <p className={classes.nothing}>{t('consultations.plan.noConsoles')}</p>;
  }
  return (
    <Chip.Group multiple value={[...chosen]} onChange={onChange}>
      <Group gap="xs">
        {consoles.map((console) => (
          <Chip key={console.room} variant="outline" value={console.room} data-testid="plan-console" data-room={console.room}>
            {[console.name, modality(console.modality), console.organisation].filter(Boolean).join(' · ')}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
