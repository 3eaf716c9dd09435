/** Names a role in the page's language. */
import { useTranslation } from 'react-i18next';
import { zhCN } from '../i18n/zh-CN';

type KnownRole = keyof typeof zhCN.role;

/** Roles this page has no word for are shown as they are. */
export function useRoleName(): (role: string) => string {
  const { t } = useTranslation();
  return (role) => (isKnown(role) ? t(`role.${role}`) : role);
}

function isKnown(role: string): role is KnownRole {
  return Object.hasOwn(zhCN.role, role);
}
