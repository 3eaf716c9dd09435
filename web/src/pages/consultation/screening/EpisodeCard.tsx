/** One thing that software found: what, where, when, and what the experts say of it by name. */
import { useTranslation } from 'react-i18next';
import { type Episode, judgeEpisode, type Verdict } from '../../../api/screening';
import { measuresOf, nameOf } from '../../../screening/describe';
import { isKind } from '../../../screening/kinds';
import { useAction } from '../../../ui/useAction';
import { useConsultationParts, useMayHere } from '../consultationContext';
import cardClasses from '../panels/FindingCard.module.css';
import voteClasses from '../panels/VoteButton.module.css';
import classes from './EpisodeCard.module.css';
import { OutlineSketch } from './OutlineSketch';
import { useEpisodeTime } from './useEpisodeTime';

interface EpisodeCardProps {
  readonly episode: Episode;
  /** Shows where it was, on the running picture. */
  readonly onGo: (episode: Episode) => void;
  /** The server has another verdict now. */
  readonly onJudged: () => void;
}

const ALL_MEASURES = 6;

export function EpisodeCard({ episode, onGo, onJudged }: EpisodeCardProps) {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  const mayJudge = useMayHere('annotate');
  const time = useEpisodeTime(episode);
  const { kind, verdicts, measures, score } = episode;
  // With one console there is nothing to tell apart.
  const brought = consultation.consoles.length > 1 ? consultation.consoles.find(({ room }) => room === episode.console) : undefined;
  const mine = verdicts.find(({ by }) => by === consultation.me.id)?.verdict ?? null;
  return (
    <li className={cardClasses.card} data-testid="episode" data-kind={kind} data-episode={episode.id}>
      <div className={classes.top}>
        {consultation.state === 'closed' ? (
          <OutlineSketch episode={episode} />
        ) : (
          <button type="button" className={classes.show} title={t('screening.show')} aria-label={t('screening.show')} data-testid="episode-show" onClick={() => onGo(episode)}>
            <OutlineSketch episode={episode} />
          </button>
        )}
        <div className={classes.facts}>
          <div className={cardClasses.head}>
            <h3 className={cardClasses.title}>{isKind(kind) ? nameOf(t, { ...episode, kind }) : kind}</h3>
            <span className={classes.score} title={t('screening.score')}>
              {score.toFixed(2)}
            </span>
          </div>
          <div className={cardClasses.line}>
            {[...time, brought?.name].map((part) => part !== undefined && <span key={part}>{part}</span>)}
          </div>
          <div className={cardClasses.line}>{measuresOf(t, measures, ALL_MEASURES)}</div>
        </div>
      </div>
      <Names says="agree" episode={episode} />
      <Names says="dismiss" episode={episode} />
      {mayJudge && <Buttons episode={episode} mine={mine} onJudged={onJudged} />}
    </li>
  );
}

function Names({ says, episode }: { readonly says: Verdict; readonly episode: Episode }) {
  const { t } = useTranslation();
  const names = episode.verdicts.filter(({ verdict }) => verdict === says).map(({ name }) => name);
  return names.length === 0 ? null : <p className={cardClasses.names}>{t(`screening.verdict.${says}By`, { names: names.join(t('board.separator')) })}</p>;
}

interface ButtonsProps extends Pick<EpisodeCardProps, 'episode' | 'onJudged'> {
  readonly mine: Verdict | null;
}

function Buttons({ episode, mine, onJudged }: ButtonsProps) {
  return (
    <div className={cardClasses.buttons}>
      {(['agree', 'dismiss'] as const).map((says) => (
        <VerdictButton key={says} says={says} episode={episode} mine={mine} onJudged={onJudged} />
      ))}
    </div>
  );
}

/** Once more takes it back. */
function VerdictButton({ says, episode, mine, onJudged }: ButtonsProps & { readonly says: Verdict }) {
  const { t } = useTranslation();
  const { consultation } = useConsultationParts();
  const { busy, problem, run } = useAction(async () => {
    await judgeEpisode(consultation.id, episode.id, mine === says ? null : says);
    onJudged();
  });
  return (
    <>
      <button
        type="button"
        className={voteClasses.button}
        aria-pressed={mine === says}
        disabled={busy}
        data-says={says === 'dismiss' ? 'dispute' : says}
        data-testid={`episode-${says}`}
        onClick={run}
      >
        {t(`screening.verdict.${says}`)}
      </button>
      {problem !== null && (
        <span className={classes.problem} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
