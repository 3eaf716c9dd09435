/** Agrees to a finding or disputes it; once more takes it back. */
import { useTranslation } from 'react-i18next';
import type { Vote } from '../../../board/schema';
import classes from './VoteButton.module.css';

interface VoteButtonProps {
  readonly says: Vote['says'];
  /** How many say so. */
  readonly count: number;
  /** Whether this person does. */
  readonly mine: boolean;
  readonly disabled: boolean;
  readonly onVote: (says: Vote['says'] | null) => void;
}

export function VoteButton({ says, count, mine, disabled, onVote }: VoteButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.button}
      aria-pressed={mine}
      disabled={disabled}
      data-says={says}
      data-testid={`finding-${says}`}
      onClick={() => onVote(mine ? null : says)}
    >
      {t(`board.findings.${says}`)} {count}
    </button>
  );
}
