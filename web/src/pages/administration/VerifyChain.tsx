/** Lets the server walk the whole chain of seals, and says whether it holds or where it breaks. */
import { Button, Popover } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Verification, verifyAudit } from '../../api/audit';
import { useAction } from '../../ui/useAction';
import classes from './VerifyChain.module.css';

export function VerifyChain() {
  const { t } = useTranslation();
  const [result, setResult] = useState<Verification | null>(null);
  const [opened, setOpened] = useState(false);
  const verify = useAction(async () => {
    setResult(null);
    setOpened(true);
    setResult(await verifyAudit());
  });
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="bottom-end">
      <Popover.Target>
        <Button
          size="xs"
          leftSection={<IconShieldCheck size={16} />}
          loading={verify.busy}
          onClick={verify.run}
          data-testid="audit-verify"
        >
          {t('administration.verify.start')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div role="status" data-testid="audit-verdict" data-broken={result === null ? undefined : result.broken !== null}>
          {verify.busy && t('administration.verify.busy')}
          {verify.problem}
          {result !== null && <Verdict result={result} />}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Verdict({ result: { sealed, unsealed, broken } }: { readonly result: Verification }) {
  const { t } = useTranslation();
  const reason = useReason();
  const Icon = broken === null ? IconShieldCheck : IconShieldX;
  return (
    <div className={classes.verdict} data-broken={broken !== null}>
      <Icon size={30} stroke={1.5} className={classes.icon} aria-hidden="true" />
      <div>
        {broken === null ? (
          <p>{t('administration.verify.whole', { count: sealed })}</p>
        ) : (
          <>
            <p className={classes.broken}>{t('administration.verify.broken', { seq: broken.seq })}</p>
            {broken.entry_id !== null && <p>{t('administration.verify.brokenEntry', { id: broken.entry_id })}</p>}
            <p>{reason(broken.reason)}</p>
            <p>{t('administration.verify.whatToDo')}</p>
          </>
        )}
        {unsealed > 0 && <p className={classes.quiet}>{t('administration.verify.unsealed', { count: unsealed })}</p>}
      </div>
    </div>
  );
}

/** The server's words for why a link does not hold (`core.audit_verify.Reason`). */
const REASONS = {
  'entry or seal changed': 'changed',
  'entry missing': 'noEntry',
  'seal missing': 'noSeal',
  'entry without a seal among sealed ones': 'inserted',
  'end of the log missing': 'cut',
} as const;

function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) =>
    isKnown(reason)
      ? t(`administration.verify.reason.${REASONS[reason]}`)
      : t('administration.verify.reason.other', { reason });
}

function isKnown(reason: string): reason is keyof typeof REASONS {
  return Object.hasOwn(REASONS, reason);
}
