/** People, chat and findings, beside the stage. */
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnreadChat } from '../panels/useUnreadChat';
import { PanelContents, type PanelName, PANELS } from './PanelContents';
import classes from './SidePanel.module.css';

export function SidePanel() {
  const { t } = useTranslation();
  const unread = useUnreadChat();
  const [shown, setShown] = useState<PanelName>('people');
  return (
    <Tabs className={classes.panel ?? ''} value={shown} onChange={(value) => setShown(value as PanelName)} keepMounted={false}>
      <Tabs.List className={classes.list ?? ''}>
        {PANELS.map((name) => (
          <Tabs.Tab
            key={name}
            value={name}
            className={classes.tab ?? ''}
            data-testid={`tab-${name}`}
            rightSection={name === 'chat' && shown !== 'chat' && unread > 0 ? <span className={classes.unread}>{unread}</span> : null}
          >
            {t(`consultation.panel.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {PANELS.map((name) => (
        <Tabs.Panel key={name} value={name} className={classes.body ?? ''}>
          <PanelContents name={name} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
