/** A picture that a message or a finding leads to, shown large. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../api/pictures';
import { useBoard } from '../boardContext';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import classes from './EnlargedPicture.module.css';

export function EnlargedPicture() {
  const { t } = useTranslation();
  const { consultation } = useBoard();
  const { session } = useRoomParts();
  const { enlarged } = useRoomSessionState();
  return (
    <Modal opened={enlarged !== null} onClose={() => session.enlarge(null)} title={t('consultation.frozen.picture')} size="auto" centered radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      {enlarged !== null && <img className={classes.picture} src={pictureAddress(consultation, enlarged)} alt={t('consultation.frozen.picture')} />}
    </Modal>
  );
}
