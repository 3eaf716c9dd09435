/** The consultation is over: everything can be looked at, nothing changed. */
import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { summaryAddress } from '../../../api/keeping';
import { Notice } from '../../../ui/Notice';
import { useConsultationParts } from '../consultationContext';
import classes from './OverNotice.module.css';

export function OverNotice() {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  return (
    <div className={classes.over} data-testid="consultation-over">
      <Notice
        tone="warning"
        icon={IconLock}
        actions={
          <>
            {consultation.summary !== null && (
              <Button component="a" size="compact-sm" href={summaryAddress(consultation.id)} target="_blank" rel="noreferrer">
                {t('consultation.closed.summary')}
              </Button>
            )}
            <Button component={Link} size="compact-sm" variant="default" to="/">
              {t('app.home')}
            </Button>
          </>
        }
      >
        {t('consultation.closed.over')}
      </Notice>
    </div>
  );
}
