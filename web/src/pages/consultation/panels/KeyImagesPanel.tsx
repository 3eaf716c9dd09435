/** The images that somebody marked as telling, each with its small rendering. */
import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { KeyImage } from '../../../board/schema';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import classes from './KeyImagesPanel.module.css';
import panel from './Panel.module.css';

export function KeyImagesPanel({ onGo }: { readonly onGo: (image: KeyImage) => void }) {
  const { t } = useTranslation();
  const { keyImages } = useBoard();
  const list = usePart(keyImages);
  const mayRemove = useMayHere('annotate');
  return (
    <section className={panel.panel} aria-label={t('board.keyImages.title')}>
      <h2 className={panel.title}>{t('board.keyImages.title')}</h2>
      {list.length === 0 && <p className={panel.none}>{t('board.keyImages.none')}</p>}
      <ul className={classes.list}>
        {list.map((image) => (
          <li key={`${image.instance}/${image.frame}`} className={classes.item} data-testid="key-image">
            <button type="button" className={classes.card} title={t('board.keyImages.go')} onClick={() => onGo(image)}>
              <img src={renderingOf(image)} alt="" loading="lazy" />
              <span className={classes.label} title={t('board.keyImages.by', { name: image.byName })}>
                {image.label}
              </span>
            </button>
            {mayRemove && (
              <CloseButton
                size="xs"
                className={classes.remove ?? ''}
                aria-label={t('board.keyImages.remove')}
                data-testid="key-image-remove"
                onClick={() => keyImages.remove(image)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function renderingOf({ study, series, instance, frame }: KeyImage): string {
  return `/dicomweb/studies/${study}/series/${series}/instances/${instance}/frames/${frame}/rendered?viewport=168,168`;
}
