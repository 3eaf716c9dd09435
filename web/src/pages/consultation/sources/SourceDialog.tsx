/** What can be put on the stage: consoles on air, stored series, shared screens. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CellContent } from '../../../board/schema';
import { useBoard } from '../boardContext';
import { ArchiveSearch } from './ArchiveSearch';
import { ConsoleSources } from './ConsoleSources';
import { ScreenSources } from './ScreenSources';
import { StudySources } from './StudySources';

interface SourceDialogProps {
  /** The cell to fill. */
  readonly at: number;
  readonly onClose: () => void;
}

export function SourceDialog({ at, onClose }: SourceDialogProps) {
  const { t } = useTranslation();
  const board = useBoard();
  const choose = (content: CellContent) => {
    board.stage.setCell(at, content);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('consultation.sources.title')} size="xl" radius="md" closeButtonProps={{ 'aria-label': t('consultation.close') }}>
      <ConsoleSources onChoose={choose} />
      <ScreenSources onChoose={choose} />
      <StudySources onChoose={choose} />
      <ArchiveSearch />
    </Modal>
  );
}
