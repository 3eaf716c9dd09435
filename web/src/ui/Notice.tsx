/** A short message with a way on: errors, warnings, things to know. */
import { IconAlertCircle, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly tone: 'error' | 'warning';
  readonly icon?: Icon;
  /** What the person can do about it: buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Notice({ tone, icon: NoticeIcon = IconAlertCircle, actions, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <NoticeIcon size={18} stroke={1.7} className={classes.icon} aria-hidden="true" />
      <span className={classes.text}>{children}</span>
      {actions}
    </div>
  );
}
