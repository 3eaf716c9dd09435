/** The very picture that was frozen, in place of the running one. */
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../api/pictures';
import type { FrozenPicture } from '../../../board/schema';
import { useBoard } from '../boardContext';
import classes from './FrozenStill.module.css';

export function FrozenStill({ frozen }: { readonly frozen: FrozenPicture }) {
  const { t } = useTranslation();
  const { consultation } = useBoard();
  return <img className={classes.still} data-testid="frozen-picture" data-frozen="true" data-picture={frozen.picture} src={pictureAddress(consultation, frozen.picture)} alt={t('consultation.frozen.picture')} draggable={false} />;
}
