/** Calls for help, above whatever page the person is on. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { HelpCall } from './HelpCall';
import classes from './HelpCalls.module.css';
import { useCalls } from './useCalls';
import { useChime } from './useChime';
import { useTitleFlash } from './useTitleFlash';

/** @param person id of whoever is called */
export function HelpCalls({ person }: { readonly person: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { calls, ringing, settle, silence } = useCalls(person);
  const sound = useChime(ringing);
  const [first] = calls;
  useTitleFlash(first === undefined ? null : `● ${t('consultations.call.title')} · ${first.title}`);

  return (
    <section className={classes.calls} aria-label={t('consultations.call.list')}>
      {calls.map((call) => (
        <HelpCall
          key={call.id}
          call={call}
          sound={sound}
          onAnswer={() => {
            settle(call.id);
            void navigate(`/consultation/${call.id}`);
          }}
          onDismiss={() => settle(call.id)}
          onSilence={silence}
        />
      ))}
    </section>
  );
}
