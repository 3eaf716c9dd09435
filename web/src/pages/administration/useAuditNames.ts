/** Names what the audit log writes in codes: actions and whoever acted. */
import { useTranslation } from 'react-i18next';
import { isKnownAction } from './actions';
import { actorOf } from './actor';

interface AuditNames {
  /** Actions this page has no word for are shown as they are. */
  readonly action: (action: string) => string;
  readonly actor: (actor: string) => string;
}

export function useAuditNames(): AuditNames {
  const { t } = useTranslation();
  return {
    action: (action) => (isKnownAction(action) ? t(`administration.action.${action}`) : action),
    actor: (actor) => {
      const { kind, name } = actorOf(actor);
      return kind === 'other' ? name : t(`administration.actor.${kind}`, { name });
    },
  };
}
