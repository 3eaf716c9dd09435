/** Host, time, consoles, studies, and who is there already. */
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/Avatar';
import { useRoleName } from '../../../ui/useRoleName';
import { useConsultationParts } from '../consultationContext';
import classes from './Lobby.module.css';

export function LobbyFacts() {
  const { t, i18n } = useTranslation();
  const roleName = useRoleName();
  const { consultation } = useConsultationParts();
  const { host, planned_for, state, consoles, studies, present, me } = consultation;
  const others = present.filter(({ id }) => id !== me.id);
  return (
    <dl className={classes.facts}>
      <dt>{t('consultation.host')}</dt>
      <dd>{[host.name, host.organisation].filter(Boolean).join(' · ')}</dd>
      {planned_for !== null && state === 'planned' && (
        <>
          <dt>{t('consultation.lobby.planned')}</dt>
          <dd>{new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(planned_for))}</dd>
        </>
      )}
      {consoles.length > 0 && (
        <>
          <dt>{t('consultation.lobby.consoles')}</dt>
          <dd>{consoles.map(({ name, organisation }) => [name, organisation].filter(Boolean).join(' · ')).join('; ')}</dd>
        </>
      )}
      {studies.length > 0 && (
        <>
          <dt>{t('consultation.lobby.studies')}</dt>
          <dd>{studies.map(({ description, modalities }) => description || modalities.join(' ')).join('; ')}</dd>
        </>
      )}
      <dt>{t('consultation.lobby.present')}</dt>
      <dd className={classes.who} data-testid="lobby-present">
        {others.length === 0 && t('consultation.lobby.nobody')}
        {others.map((person) => (
          <span key={person.id} className={classes.person} title={[person.organisation, roleName(person.role)].filter(Boolean).join(' · ')}>
            <Avatar seed={person.id} name={person.name} />
            {person.name}
          </span>
        ))}
      </dd>
    </dl>
  );
}
