/** What software found on the consultation's consoles, for experts to agree to or dismiss. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { type Episode, fetchEpisodes } from '../../../api/screening';
import { useRepeatedAnswer } from '../../../ui/useRepeatedAnswer';
import { useServerProblem } from '../../../ui/useServerProblem';
import { useConsultationParts } from '../consultationContext';
import classes from '../panels/Panel.module.css';
import { EpisodeCard } from './EpisodeCard';

/** Workers write down what goes on every five seconds. */
const ASK_EVERY_MS = 5000;

interface ScreeningPanelProps {
  readonly onGo: (episode: Episode) => void;
}

export function ScreeningPanel({ onGo }: ScreeningPanelProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { consultation } = useConsultationParts();
  const { value, problem, reload } = useRepeatedAnswer(
    useCallback((signal: AbortSignal) => fetchEpisodes(consultation.id, signal), [consultation.id]),
    ASK_EVERY_MS,
  );
  return (
    <section className={classes.panel} aria-label={t('screening.title')} data-testid="screening-panel">
      <h2 className={classes.title}>
        {t('screening.title')} · {t('screening.notDiagnosis')}
      </h2>
      {value === null && problem !== null && <p className={classes.none}>{describe(problem)}</p>}
      {value?.length === 0 && <p className={classes.none}>{t('screening.nothingFound')}</p>}
      <ul className={classes.list}>
        {value?.map((episode) => (
          <EpisodeCard key={episode.id} episode={episode} onGo={onGo} onJudged={reload} />
        ))}
      </ul>
    </section>
  );
}
