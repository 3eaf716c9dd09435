/** Every measurement with its values: a click goes there, names can be changed, marks deleted. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measurement } from '../../viewer/measurementStore';
import classes from './MeasurementTable.module.css';
import { useStore } from './useStore';
import { useViewer } from './viewerContext';

export function MeasurementTable({ onJump }: { readonly onJump: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { list } = useStore(session.engine.measurements);
  if (list.length === 0) {
    return <p className={classes.none}>{t('viewer.panel.noMeasurements')}</p>;
  }
  return (
    <ul className={classes.list}>
      {list.map((measurement) => (
        <li key={measurement.id} className={classes.row} data-testid="viewer-measurement" data-tool={measurement.tool}>
          <MeasurementRow measurement={measurement} onJump={onJump} />
        </li>
      ))}
    </ul>
  );
}

interface MeasurementRowProps {
  readonly measurement: Measurement;
  readonly onJump: (() => void) | undefined;
}

function MeasurementRow({ measurement, onJump }: MeasurementRowProps) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const [naming, setNaming] = useState(false);
  const { id, tool, label, values, imageId } = measurement;
  const { measurements } = session.engine;
  const place = imageId === null ? null : session.placeOf(imageId);
  const rename = (name: string) => {
    measurements.rename(id, name.trim());
    setNaming(false);
  };
  return (
    <>
      <div className={classes.head}>
        {naming ? (
          <NameInput name={label} onDone={rename} />
        ) : (
          <button
            type="button"
            className={classes.name}
            title={t('viewer.panel.jump')}
            disabled={imageId === null}
            onClick={() => {
              session.jumpTo(imageId ?? '');
              onJump?.();
            }}
          >
            {label === '' ? t(`viewer.measure.${tool}`) : label}
            {place !== null && <span className={classes.place}>{t('viewer.slice', { index: place.index + 1, count: place.count })}</span>}
          </button>
        )}
        <ActionIcon variant="subtle" color="dark.2" size="sm" aria-label={t('viewer.panel.rename')} onClick={() => setNaming(true)}>
          <IconPencil size={14} stroke={1.5} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="dark.2" size="sm" aria-label={t('viewer.panel.delete')} data-testid="viewer-delete" onClick={() => measurements.delete(id)}>
          <IconTrash size={14} stroke={1.5} />
        </ActionIcon>
      </div>
      <dl className={classes.values}>
        {values.map(({ kind, text, projected }) => (
          <div key={kind}>
            <dt>{t(`viewer.value.${kind}`)}</dt>
            <dd data-testid="viewer-value" data-kind={kind}>
              {projected ? `${text} *` : text}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function NameInput({ name, onDone }: { readonly name: string; readonly onDone: (name: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  return (
    <TextInput
      size="xs"
      className={classes.input}
      aria-label={t('viewer.panel.name')}
      autoFocus
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => onDone(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          onDone(typed);
        } else if (event.key === 'Escape') {
          onDone(name);
        }
      }}
    />
  );
}
