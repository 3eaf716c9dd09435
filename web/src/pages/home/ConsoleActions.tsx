/** What a console on air can be the beginning of: a call for help, or a consultation that is put together first. */
import { Button } from '@mantine/core';
import { IconUrgent } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Console } from '../../api/consoles';
import { createConsultation } from '../../api/consultations';
import { loadConsultationPage } from '../../app/pageLoaders';
import { useAction } from '../../ui/useAction';
import classes from './ConsoleActions.module.css';

export function ConsoleActions({ console }: { readonly console: Console }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const help = useAction(async () => {
    void loadConsultationPage();
    const title = t('consultations.helpTitle', { name: console.name });
    const { id } = await createConsultation({ title, urgent: true, consoles: [console.room] });
    await navigate(`/consultation/${id}`);
  });
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        color="red"
        variant="light"
        leftSection={<IconUrgent size={16} />}
        loading={help.busy}
        onClick={help.run}
        aria-label={t('consultations.helpNamed', { name: console.name })}
        data-testid="help-now"
      >
        {t('consultations.help')}
      </Button>
      <Button
        component={Link}
        to={`/plan?console=${encodeURIComponent(console.room)}`}
        size="xs"
        variant="default"
        aria-label={t('consultations.startNamed', { name: console.name })}
        data-testid="console-consult"
      >
        {t('consultations.startHere')}
      </Button>
      {help.problem !== null && (
        <p className={classes.problem} role="alert">
          {help.problem}
        </p>
      )}
    </div>
  );
}
