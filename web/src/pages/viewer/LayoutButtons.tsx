/** How many viewports there are, and what they have in common. */
import { IconArrowsSort, IconCrosshair, IconLayoutColumns, IconLayoutGrid, IconSquare, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Layout } from '../../viewer/viewerSession';
import { IconButton } from './IconButton';
import { seriesWithImages } from './seriesWithImages';
import { useSessionState, useViewer } from './viewerContext';

const LAYOUT_ICONS: readonly (readonly [Layout, Icon])[] = [
  ['1x1', IconSquare],
  ['1x2', IconLayoutColumns],
  ['2x2', IconLayoutGrid],
];

export function LayoutButtons() {
  const { t } = useTranslation();
  const { session, study } = useViewer();
  const { layout, mode, linked, referenceLines } = useSessionState();
  const several = layout !== '1x1' && mode === 'stack';
  return (
    <>
      {LAYOUT_ICONS.map(([name, icon]) => (
        <IconButton
          key={name}
          icon={icon}
          label={t(`viewer.layout.${name}`)}
          pressed={layout === name && mode === 'stack'}
          testId={`viewer-layout-${name}`}
          onClick={() => session.setLayout(name, seriesWithImages(study).map(({ series_uid }) => series_uid))}
        />
      ))}
      {several && (
        <>
          <IconButton icon={IconArrowsSort} label={t('viewer.links.scroll')} pressed={linked} testId="viewer-linked" onClick={() => session.setLinked(!linked)} />
          <IconButton icon={IconCrosshair} label={t('viewer.links.lines')} pressed={referenceLines} testId="viewer-lines" onClick={() => session.setReferenceLines(!referenceLines)} />
        </>
      )}
    </>
  );
}
