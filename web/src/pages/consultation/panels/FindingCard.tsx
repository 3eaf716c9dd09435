/** One finding: what, where, by whom, and who agrees or disputes. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VotedFinding } from '../../../board/findings';
import type { Place } from '../../../board/schema';
import { standingOf, votersFor } from '../../../board/standing';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import classes from './FindingCard.module.css';
import { FindingActions } from './FindingActions';
import { FindingForm } from './FindingForm';
import { PlaceLink } from './PlaceLink';
import { VoteButton } from './VoteButton';

interface FindingCardProps {
  readonly finding: VotedFinding;
  readonly here: () => Place | null;
  readonly onGo: (place: Place) => void;
}

export function FindingCard({ finding, here, onGo }: FindingCardProps) {
  const { t } = useTranslation();
  const { findings, me } = useBoard();
  usePart(me);
  const mayVote = useMayHere('annotate');
  const [editing, setEditing] = useState(false);
  const { id, title, site, detail, place, author, authorName, votes } = finding;
  const standing = standingOf(finding);
  if (editing) {
    return (
      <li>
        <FindingForm
          before={finding}
          here={here}
          onDone={(text) => {
            setEditing(false);
            if (text !== null) {
              findings.edit(id, text);
            }
          }}
        />
      </li>
    );
  }
  const names = { agree: votersFor(votes, 'agree'), dispute: votersFor(votes, 'dispute') };
  return (
    <li className={classes.card} data-testid="finding" data-author={author} data-standing={standing}>
      <div className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        <span className={classes.standing} data-standing={standing}>
          {t(`board.findings.standing.${standing}`)}
        </span>
      </div>
      <div className={classes.line}>
        {place !== null && <PlaceLink place={place} onGo={onGo} />}
        <span>{[site, authorName].filter((part) => part !== '').join(' · ')}</span>
      </div>
      {detail !== '' && <p className={classes.detail}>{detail}</p>}
      {names.agree.length > 0 && <p className={classes.names}>{t('board.findings.agreed', { names: names.agree.join(t('board.separator')) })}</p>}
      {names.dispute.length > 0 && <p className={classes.names}>{t('board.findings.disputed', { names: names.dispute.join(t('board.separator')) })}</p>}
      <div className={classes.buttons}>
        {(['agree', 'dispute'] as const).map((says) => (
          <VoteButton
            key={says}
            says={says}
            count={names[says].length}
            mine={votes.get(me.id)?.says === says}
            disabled={!mayVote}
            onVote={(vote) => findings.vote(id, vote)}
          />
        ))}
        {mayVote && me.mayRemove(author) && <FindingActions onEdit={() => setEditing(true)} onRemove={() => findings.remove(id)} />}
      </div>
    </li>
  );
}
