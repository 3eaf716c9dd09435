/** Names who brought a file, from the actor that the audit log names. */
import { useTranslation } from 'react-i18next';

export function useSource(): (actor: string) => string {
  const { t } = useTranslation();
  return (actor) => {
    const [kind = '', ...rest] = actor.split(':');
    const name = rest.join(':');
    switch (kind) {
      case 'user':
        return t('archive.setAside.source.user', { name });
      case 'peer':
        return t('archive.setAside.source.peer', { name });
      case 'operator':
        return t('archive.setAside.source.operator');
      default:
        return actor;
    }
  };
}
