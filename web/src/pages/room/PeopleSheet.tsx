/** The people panel on a small screen: a sheet from below. */
import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PeopleList } from './PeopleList';
import { PeopleTitle } from './PeopleTitle';

interface PeopleSheetProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function PeopleSheet({ opened, onClose }: PeopleSheetProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="60%"
      padding="md"
      radius="lg"
      title={<PeopleTitle />}
      closeButtonProps={{ 'aria-label': t('people.close') }}
    >
      <PeopleList />
    </Drawer>
  );
}
