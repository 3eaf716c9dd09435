/** The pictures that somebody marked as telling, each with its small rendering. */
import { useTranslation } from 'react-i18next';
import classes from './KeyImageList.module.css';
import { SCHEME } from '../../viewer/frames';
import { useSessionState, useViewer } from './viewerContext';

export function KeyImageList({ onJump }: { readonly onJump: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { keyImages } = useSessionState();
  if (keyImages.length === 0) {
    return <p className={classes.none}>{t('viewer.panel.noKeyImages')}</p>;
  }
  return (
    <ul className={classes.list}>
      {keyImages.map(({ imageId, index, count }) => (
        <li key={imageId}>
          <button
            type="button"
            className={classes.card}
            title={t('viewer.panel.jump')}
            data-testid="viewer-key-image-card"
            onClick={() => {
              session.jumpTo(imageId);
              onJump?.();
            }}
          >
            <img src={`${imageId.slice(SCHEME.length + 1)}/rendered?viewport=160,160`} alt="" />
            <span>{t('viewer.slice', { index: index + 1, count })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
