/** Who is signed in, and signing out. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/Avatar';
import classes from './AccountMenu.module.css';
import { useServices } from './services';
import { useUser } from './useSession';

export function AccountMenu() {
  const { t } = useTranslation();
  const { session } = useServices();
  const user = useUser();
  if (user === null) {
    return null;
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`${t('home.account')}: ${user.display_name}`}>
          <Avatar seed={user.id} name={user.display_name} />
          <span className={classes.name}>{user.display_name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.organisation.name}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void session.signOut()}>
          {t('home.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
