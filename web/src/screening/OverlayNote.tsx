/** The line at the picture's lower edge: what concerns the whole of it, how old the outlines are, and that they are no diagnosis. */
import { useTranslation } from 'react-i18next';
import { screeningColours } from '../app/palette';
import { useStore } from '../pages/viewer/useStore';
import type { Store } from '../viewer/store';
import { linesOf } from './describe';
import { familyOf } from './kinds';
import type { OverlayNote as Note } from './overlay';
import classes from './OverlayNote.module.css';

export function OverlayNote({ note }: { readonly note: Store<Note> }) {
  const { t } = useTranslation();
  const { whole, drawn, ageMs, heldMs } = useStore(note);
  if (drawn.length === 0) {
    return null;
  }
  return (
    <div className={classes.note} data-testid="screening-note" data-kinds={drawn.join(' ')} data-age={ageMs ?? undefined} data-held={heldMs} role="note" aria-label={t('screening.layer', { kinds: drawn.map((kind) => t(`screening.kind.${kind}`)).join(t('board.separator')) })}>
      {whole.map((finding) => (
        <span key={`${finding.kind} ${finding.label}`} className={classes.chip} style={{ color: screeningColours[familyOf(finding.kind)] }} data-testid="screening-chip" data-kind={finding.kind}>
          {linesOf(t, finding).join(' · ')}
        </span>
      ))}
      <span className={classes.words}>
        <span data-testid="screening-disclaimer">{t('screening.notDiagnosis')}</span>
        {ageMs !== null && <span>{t('screening.age', { seconds: (ageMs / 1000).toFixed(1) })}</span>}
        {heldMs > 0 && <span>{t('screening.held', { ms: heldMs })}</span>}
      </span>
    </div>
  );
}
