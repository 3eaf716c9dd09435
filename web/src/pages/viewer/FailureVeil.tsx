/** Says why a picture is not shown, over the viewport in which it should be. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pageEngine } from '../../viewer/pageEngine';
import type { StackView } from '../../viewer/stackView';
import classes from './FailureVeil.module.css';
import { useStore } from './useStore';

interface FailureVeilProps {
  readonly view: StackView;
  readonly imageId: string | null;
}

export function FailureVeil({ view, imageId }: FailureVeilProps) {
  const { t } = useTranslation();
  const failures = useStore(pageEngine().failures);
  const failure = imageId === null ? undefined : failures.get(imageId);
  return (
    failure !== undefined && (
      <div className={classes.veil} role="alert" data-testid="viewer-failure" data-kind={failure.kind}>
        <p>{t(`viewer.failure.${failure.kind}`, { detail: failure.detail })}</p>
        <Button size="xs" variant="default" onClick={() => view.retry()}>
          {t('viewer.failure.retry')}
        </Button>
      </div>
    )
  );
}
