/** Undo and redo of one's own, and erasing: one's own marks, or as host everybody's. */
import { ActionIcon, Menu, Tooltip, type FloatingPosition } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../viewer/IconButton';
import buttonClasses from '../../viewer/IconButton.module.css';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { useRoomParts } from '../roomSessionContext';

export function StepButtons({ tooltip }: { readonly tooltip: FloatingPosition }) {
  const { t } = useTranslation();
  const { steps } = useBoard();
  const { canUndo, canRedo } = usePart(steps);
  return (
    <>
      <IconButton icon={IconArrowBackUp} label={t('viewer.tools.undo')} disabled={!canUndo} testId="undo" tooltip={tooltip} onClick={() => steps.undo()} />
      <IconButton icon={IconArrowForwardUp} label={t('viewer.tools.redo')} disabled={!canRedo} testId="redo" tooltip={tooltip} onClick={() => steps.redo()} />
      <EraseMenu tooltip={tooltip} />
    </>
  );
}

function EraseMenu({ tooltip }: { readonly tooltip: FloatingPosition }) {
  const { t } = useTranslation();
  const { marks } = useBoard();
  const { session } = useRoomParts();
  const mayModerate = useMayHere('moderate');
  const here = () => session.active?.target() ?? undefined;
  return (
    <Menu position="right" width={230}>
      <Menu.Target>
        <Tooltip label={t('consultation.erase.label')} position={tooltip}>
          <ActionIcon variant="transparent" size={34} radius={8} className={buttonClasses.button} aria-label={t('consultation.erase.label')} data-testid="erase-menu">
            <IconTrash size={18} stroke={1.5} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item data-testid="erase-mine-here" onClick={() => marks.eraseMine(here())}>
          {t('consultation.erase.mineHere')}
        </Menu.Item>
        <Menu.Item data-testid="erase-mine" onClick={() => marks.eraseMine()}>
          {t('consultation.erase.mine')}
        </Menu.Item>
        {mayModerate && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" data-testid="erase-all-here" onClick={() => marks.eraseAll(here())}>
              {t('consultation.erase.allHere')}
            </Menu.Item>
            <Menu.Item color="red" data-testid="erase-all" onClick={() => marks.eraseAll()}>
              {t('consultation.erase.all')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
