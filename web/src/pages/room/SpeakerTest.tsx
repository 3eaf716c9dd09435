/** Plays a short tone through the chosen speaker. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { rememberedDevice } from '../../live/devicePreferences';
import { playTone } from './playTone';

export function SpeakerTest() {
  const { t } = useTranslation();
  return (
    <Button size="xs" variant="default" onClick={() => void playTone(rememberedDevice('audiooutput'))}>
      {t('devices.testSpeaker')}
    </Button>
  );
}
