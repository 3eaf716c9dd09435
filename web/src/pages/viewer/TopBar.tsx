/** The patient in one line, the layout, the window, what is done to the picture, and reconstructions. */
import { IconArrowLeft, IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LanguageSwitch } from '../../ui/LanguageSwitch';
import { IconButton } from './IconButton';
import { LayoutButtons } from './LayoutButtons';
import { ModeButtons } from './ModeButtons';
import { PictureButtons } from './PictureButtons';
import { PresetMenu } from './PresetMenu';
import classes from './TopBar.module.css';
import { usePatientLine } from './usePatientLine';
import { useViewer } from './viewerContext';

interface TopBarProps {
  readonly phone: boolean;
  readonly panelOpen: boolean;
  readonly onTogglePanel: () => void;
}

export function TopBar({ phone, panelOpen, onTogglePanel }: TopBarProps) {
  const { t } = useTranslation();
  const { study } = useViewer();
  const { name, rest } = usePatientLine(study);
  return (
    <header className={classes.top}>
      <title>{`${name === '' ? study.patient_id : name} · ${t('viewer.title')} · Consilium`}</title>
      <Link to="/archive" className={classes.back} aria-label={t('viewer.back')} title={t('viewer.back')}>
        <IconArrowLeft size={18} stroke={1.6} aria-hidden="true" />
      </Link>
      <h1 className={classes.patient} data-testid="viewer-patient">
        <b>{name}</b>
        {rest !== '' && <span>{` · ${rest}`}</span>}
      </h1>
      {!phone && (
        <>
          <PresetMenu />
          <span className={classes.rule} />
          <PictureButtons />
          <span className={classes.rule} />
          <LayoutButtons />
          <span className={classes.rule} />
        </>
      )}
      <ModeButtons />
      {!phone && (
        <>
          <span className={classes.rule} />
          <LanguageSwitch />
          <IconButton
            icon={panelOpen ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRightExpand}
            label={panelOpen ? t('viewer.panel.hide') : t('viewer.panel.show')}
            testId="viewer-panel-toggle"
            onClick={onTogglePanel}
          />
        </>
      )}
    </header>
  );
}
