/** Takes files and folders dropped anywhere on the page, or chosen, and shows how their upload goes. */
import type { ReactNode } from 'react';
import { useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../../app/services';
import { DropVeil } from './DropVeil';
import classes from './UploadArea.module.css';
import { UploadButton } from './UploadButton';
import { UploadPanel } from './UploadPanel';
import { useHoldPage } from './useHoldPage';

interface UploadAreaProps {
  /** The page, given the button that opens the choice of files. */
  readonly children: (button: ReactNode) => ReactNode;
}

export function UploadArea({ children }: UploadAreaProps) {
  const { t } = useTranslation();
  const { upload } = useServices();
  useHoldPage(upload, t('archive.upload.leave'));
  const { getRootProps, isDragActive } = useDropzone({
    // Folders are walked to their last file.
    onDrop: (files) => upload.add(files),
    noClick: true,
    noKeyboard: true,
  });
  return (
    <div
      {...getRootProps({ className: classes.area as string, role: undefined, tabIndex: undefined })}
      data-testid="upload-area"
    >
      {children(<UploadButton onFiles={(files) => upload.add(files)} />)}
      <UploadPanel />
      {isDragActive && <DropVeil />}
    </div>
  );
}
