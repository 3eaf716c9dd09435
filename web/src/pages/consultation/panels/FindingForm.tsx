/** Where a finding is written or changed. */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST_FINDING, type FindingText } from '../../../board/findings';
import type { Place } from '../../../board/schema';
import classes from './FindingForm.module.css';

interface FindingFormProps {
  /** What is changed; without it a new one is written. */
  readonly before?: FindingText;
  readonly here: () => Place | null;
  /** @param text null: nothing is to be done */
  readonly onDone: (text: FindingText | null) => void;
}

export function FindingForm({ before, here, onDone }: FindingFormProps) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(before?.title ?? '');
  const [site, setSite] = useState(before?.site ?? '');
  const [detail, setDetail] = useState(before?.detail ?? '');
  const [place, setPlace] = useState<Place | null>(() => (before === undefined ? here() : before.place));
  const [nowhere, setNowhere] = useState(false);
  const choosePlace = (wanted: boolean) => {
    const shown = wanted ? here() : null;
    setPlace(shown);
    setNowhere(wanted && shown === null);
  };
  return (
    <form
      className={classes.form}
      data-testid="finding-form"
      onKeyDown={(event) => event.key === 'Escape' && onDone(null)}
      onSubmit={(event) => {
        event.preventDefault();
        onDone({ title: title.trim(), site: site.trim(), detail: detail.trim(), place });
      }}
    >
      <TextInput
        size="xs"
        label={t('board.findings.field.title')}
        placeholder={t('board.findings.example.title')}
        required
        autoFocus
        maxLength={LONGEST_FINDING.title}
        data-testid="finding-title"
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t('board.findings.field.site')}
        placeholder={t('board.findings.example.site')}
        maxLength={LONGEST_FINDING.site}
        data-testid="finding-site"
        value={site}
        onChange={(event) => setSite(event.currentTarget.value)}
      />
      <Textarea
        size="xs"
        label={t('board.findings.field.detail')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={LONGEST_FINDING.detail}
        data-testid="finding-detail"
        value={detail}
        onChange={(event) => setDetail(event.currentTarget.value)}
      />
      <Checkbox
        size="xs"
        label={place === null ? t('board.findings.withPlace') : `${t('board.findings.field.place')}: ${place.label}`}
        description={nowhere ? t('board.place.none') : null}
        data-testid="finding-place"
        checked={place !== null}
        onChange={(event) => choosePlace(event.currentTarget.checked)}
      />
      <div className={classes.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => onDone(null)}>
          {t('board.findings.cancel')}
        </Button>
        <Button type="submit" size="compact-sm" disabled={title.trim() === ''} data-testid="finding-keep">
          {t('board.findings.keep')}
        </Button>
      </div>
    </form>
  );
}
