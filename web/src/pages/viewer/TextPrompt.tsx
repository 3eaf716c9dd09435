/** Asks for the text beside an arrow. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textRequests } from '../../viewer/pageEngine';
import { useStore } from './useStore';

export function TextPrompt() {
  const { t } = useTranslation();
  const request = useStore(textRequests);
  const [typed, setTyped] = useState('');
  useEffect(() => setTyped(request?.before ?? ''), [request]);
  const answer = (text: string) => {
    textRequests.set(null);
    request?.done(text);
  };
  return (
    <Modal opened={request !== null} onClose={() => answer(request?.before ?? '')} title={t('viewer.textPrompt.title')} centered size="sm" radius="md" closeButtonProps={{ 'aria-label': t('viewer.textPrompt.cancel') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          answer(typed.trim());
        }}
      >
        <TextInput aria-label={t('viewer.textPrompt.text')} data-testid="viewer-arrow-text" data-autofocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => answer(request?.before ?? '')}>
            {t('viewer.textPrompt.cancel')}
          </Button>
          <Button type="submit">{t('viewer.textPrompt.keep')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
