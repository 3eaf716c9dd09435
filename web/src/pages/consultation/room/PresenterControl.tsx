/** Who leads the others' views; taking the lead and giving it up. */
import { Button } from '@mantine/core';
import { IconPresentation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBoard, usePart } from '../boardContext';
import { useConsultationParts, useMayHere } from '../consultationContext';
import { useNameOf } from '../people/usePresent';
import classes from './PresenterControl.module.css';

export function PresenterControl({ compact }: { readonly compact: boolean }) {
  const { t } = useTranslation();
  const { me, stage } = useBoard();
  const { presenter } = usePart(stage);
  const nameOf = useNameOf();
  const mayPresent = useMayHere('present');
  const mayModerate = useMayHere('moderate');
  const { consultation } = useConsultationParts();
  const mine = presenter === me.id;
  const mayEnd = mine || mayModerate;
  if (consultation.state === 'closed') {
    return null;
  }
  return (
    <>
      {presenter !== null && !(compact && mine) && (
        <span className={classes.chip} data-testid="presenter" data-attendee={presenter} data-mine={mine}>
          {t('consultation.presenter.leads', { name: mine ? t('people.you') : nameOf(presenter) })}
        </span>
      )}
      {mayPresent && !mine && !(compact && presenter !== null) && (
        <Button size="compact-sm" variant="default" leftSection={<IconPresentation size={15} stroke={1.6} />} data-testid="present" onClick={() => stage.present(true)}>
          {t('consultation.presenter.take')}
        </Button>
      )}
      {presenter !== null && mayEnd && (
        <Button size="compact-sm" variant="default" data-testid="present-end" onClick={() => stage.present(false)}>
          {t('consultation.presenter.end')}
        </Button>
      )}
    </>
  );
}
