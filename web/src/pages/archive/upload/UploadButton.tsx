/** Lets a person choose files, or a folder with all that is in it. */
import { Button, Menu } from '@mantine/core';
import { IconFiles, IconFolder, IconUpload } from '@tabler/icons-react';
import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Known to all browsers, but not to React's types. */
const WHOLE_FOLDERS = { webkitdirectory: '' };

export function UploadButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = ''; // so that the same choice can be made again
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="light" leftSection={<IconUpload size={15} />} data-testid="upload-button">
            {t('archive.upload.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFiles size={16} />} onClick={() => files.current?.click()}>
            {t('archive.upload.files')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolder size={16} />} onClick={() => folder.current?.click()}>
            {t('archive.upload.folder')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input ref={files} type="file" multiple hidden data-testid="upload-files" onChange={take} />
      <input ref={folder} type="file" multiple hidden {...WHOLE_FOLDERS} data-testid="upload-folder" onChange={take} />
    </>
  );
}
