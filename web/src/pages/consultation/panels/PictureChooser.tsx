/** Lets a person choose a picture from this computer. */
import { Button } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PICTURE_TYPES } from './usePictureDraft';

export function PictureChooser({ onChoose }: { readonly onChoose: (picture: File) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    [...(event.currentTarget.files ?? [])].forEach(onChoose);
    event.currentTarget.value = ''; // so that the same choice can be made again
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        leftSection={<IconPhoto size={14} />}
        data-testid="chat-attach"
        onClick={() => input.current?.click()}
      >
        {t('board.chat.attach')}
      </Button>
      <input ref={input} type="file" accept={PICTURE_TYPES.join(',')} hidden data-testid="chat-file" onChange={take} />
    </>
  );
}
