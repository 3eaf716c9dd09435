/** Files that were kept but are no part of the archive, for administrators to look at. */
import { Button } from '@mantine/core';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { resolveSetAside, type SetAside, setAsideFile } from '../../../api/archiveSetAside';
import { formatBytes } from '../../../ui/formatBytes';
import { Notice } from '../../../ui/Notice';
import { useServerProblem } from '../../../ui/useServerProblem';
import { ActionButton } from '../../../ui/ActionButton';
import { Hint } from '../../../ui/Hint';
import { useMoment } from '../../../ui/useMoment';
import classes from './SetAsideView.module.css';
import { useSetAside } from './useSetAside';
import { useSource } from './useSource';

export function SetAsideView() {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { files, complete, problem, more, forget } = useSetAside();
  if (files?.length === 0 && complete) {
    return (
      <Hint icon={IconShieldCheck} title={t('archive.setAside.none')}>
        <p>{t('archive.setAside.noneText')}</p>
      </Hint>
    );
  }
  return (
    <div className={classes.view} data-testid="set-aside-view">
      {problem !== null && <Notice tone="warning">{describe(problem)}</Notice>}
      <p className={classes.intro}>{t('archive.setAside.text')}</p>
      <ul className={classes.list}>
        {files?.map((file) => (
          <SetAsideRow key={file.id} file={file} onResolved={() => forget(file.id)} />
        ))}
      </ul>
      {!complete && files !== null && (
        <Button variant="default" size="xs" onClick={more} className={classes.more as string}>
          {t('archive.setAside.more')}
        </Button>
      )}
    </div>
  );
}

interface SetAsideRowProps {
  readonly file: SetAside;
  readonly onResolved: () => void;
}

function SetAsideRow({ file, onResolved }: SetAsideRowProps) {
  const { t } = useTranslation();
  const moment = useMoment();
  const source = useSource();
  return (
    <li className={classes.row} data-testid="set-aside-row" data-kind={file.kind}>
      <span className={classes.kind} data-kind={file.kind}>
        {t(`archive.setAside.kind.${file.kind}`)}
      </span>
      <span className={classes.reason}>
        <span lang="en">{file.reason}</span>
        {file.sop_instance_uid !== '' && <span className={classes.uid}>{file.sop_instance_uid}</span>}
      </span>
      <span className={classes.quiet}>{source(file.source)}</span>
      <span className={classes.quiet}>{formatBytes(file.size)}</span>
      <span className={classes.quiet}>{moment(file.created_at)}</span>
      <span className={classes.actions}>
        <Button
          component="a"
          href={setAsideFile(file.id)}
          download
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={t('archive.setAside.download')}
        >
          <IconDownload size={16} stroke={1.6} />
        </Button>
        <ActionButton label={t('archive.setAside.resolve')} act={() => resolveSetAside(file.id)} onDone={onResolved} />
      </span>
    </li>
  );
}
