/** What was found, for everybody to agree to or dispute. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../board/schema';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { FindingCard } from './FindingCard';
import { FindingForm } from './FindingForm';
import classes from './Panel.module.css';

interface FindingsPanelProps {
  /** What the stage shows now; null where nothing can be led to. */
  readonly here: () => Place | null;
  readonly onGo: (place: Place) => void;
}

export function FindingsPanel({ here, onGo }: FindingsPanelProps) {
  const { t } = useTranslation();
  const { findings } = useBoard();
  const list = usePart(findings);
  const mayAdd = useMayHere('annotate');
  const [adding, setAdding] = useState(false);
  return (
    <section className={classes.panel} aria-label={t('board.findings.title')}>
      <h2 className={classes.title}>{t('board.findings.title')}</h2>
      {list.length === 0 && !adding && <p className={classes.none}>{t('board.findings.none')}</p>}
      <ul className={classes.list}>
        {list.map((finding) => (
          <FindingCard key={finding.id} finding={finding} here={here} onGo={onGo} />
        ))}
      </ul>
      {adding && (
        <FindingForm
          here={here}
          onDone={(text) => {
            setAdding(false);
            if (text !== null) {
              findings.add(text);
            }
          }}
        />
      )}
      {mayAdd && !adding && (
        <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} />} data-testid="finding-add" onClick={() => setAdding(true)}>
          {t('board.findings.add')}
        </Button>
      )}
    </section>
  );
}
