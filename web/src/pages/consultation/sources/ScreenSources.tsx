/** The windows and screens that are shared at the moment. */
import { IconScreenShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CellContent } from '../../../board/schema';
import { useRoomState } from '../../room/roomContext';
import { SourceCard } from './SourceCard';
import classes from './SourceDialog.module.css';

export function ScreenSources({ onChoose }: { readonly onChoose: (content: CellContent) => void }) {
  const { t } = useTranslation();
  const { screens } = useRoomState();
  return (
    screens.length > 0 && (
      <section className={classes.section}>
        <h3>{t('consultation.sources.screens')}</h3>
        <div className={classes.grid}>
          {screens.map(({ person }) => (
            <SourceCard
              key={person.identity}
              kind="screen"
              source={person.userId}
              picture={<IconScreenShare size={32} stroke={1.2} aria-hidden="true" />}
              name={t('consultation.screen.of', { name: person.name })}
              detail={person.organisation}
              onClick={() => onChoose({ kind: 'screen', attendee: person.userId })}
            />
          ))}
        </div>
      </section>
    )
  );
}
