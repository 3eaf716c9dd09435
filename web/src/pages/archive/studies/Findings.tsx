/** What the conformance check found in a study. */
import { useTranslation } from 'react-i18next';
import type { Reason, Verdict } from '../../../api/archive';
import { archiveZhCN } from '../../../i18n/archive.zh-CN';
import classes from './Findings.module.css';

type KnownReason = keyof typeof archiveZhCN.verdict.reason;

interface FindingsProps {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

export function Findings({ verdict, reasons }: FindingsProps) {
  const { t } = useTranslation();
  if (verdict === 'passed') {
    return <p className={classes.intro}>{t('archive.details.allPassed')}</p>;
  }
  return (
    <div data-testid="findings">
      <p className={classes.intro}>
        {t(verdict === 'failed' ? 'archive.verdict.failedText' : 'archive.verdict.warningText')}
      </p>
      {reasons.length === 0 && <p className={classes.detail}>{t('archive.verdict.noReasons')}</p>}
      <ul className={classes.list}>
        {reasons.map((reason) => (
          <li key={`${reason.code} ${reason.detail}`} className={classes.finding} data-verdict={reason.verdict}>
            <span className={classes.line}>
              <span className={classes.name}>
                {isKnown(reason.code) ? t(`archive.verdict.reason.${reason.code}`) : reason.code}
              </span>
              <span className={classes.count}>{t('archive.verdict.instances', { count: reason.count })}</span>
            </span>
            {/* The check's own words name tags and values, in English as the standard does. */}
            <span className={classes.detail} lang="en">
              {reason.detail}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function isKnown(code: string): code is KnownReason {
  return Object.hasOwn(archiveZhCN.verdict.reason, code);
}
